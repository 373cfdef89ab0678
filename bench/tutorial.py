"""The pipeline that tutorials show, to compare with: split by characters, embed, put into Chroma.

`RecursiveCharacterTextSplitter` with 500 and 50 characters, sentence-transformers in float32, and
`Chroma.from_documents`. The embeddings are the two lines of langchain-huggingface's
`HuggingFaceEmbeddings` with its defaults, since that package wants an older huggingface-hub than
sentence-transformers does: line breaks become spaces, 32 texts are a batch, there is no prompt.
"""

import time
from pathlib import Path
from typing import Any

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

_CHUNK, _OVERLAP = 500, 50


class HuggingFaceEmbeddings(Embeddings):
    """A sentence-transformers folder as langchain-huggingface runs it.

    Attributes:
        began: processor time when the first text came; None until then.
    """

    def __init__(self, folder: str) -> None:
        from sentence_transformers import SentenceTransformer

        self._model: Any = SentenceTransformer(folder, device="cpu")
        self.began: float | None = None

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts."""
        if self.began is None:
            self.began = time.process_time()
        plain = [text.replace("\n", " ") for text in texts]
        vectors: list[list[float]] = self._model.encode(plain, show_progress_bar=False).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Embed a question."""
        return self.embed_documents([text])[0]


def fill(articles: str, index: str, model: str) -> dict[str, Any]:
    """Put articles into a new Chroma folder.

    Args:
        articles: a folder of text files.
        index: where Chroma is to write.
        model: a sentence-transformers folder.

    Returns:
        How many `articles` and `passages` there are now, and `began`: processor seconds until the
        first text was embedded.
    """
    paths = sorted(Path(articles).glob("*.txt"))
    documents = [
        Document(path.read_text(encoding="utf-8"), metadata={"source": str(path)}) for path in paths
    ]
    splitter = RecursiveCharacterTextSplitter(chunk_size=_CHUNK, chunk_overlap=_OVERLAP)
    chunks = splitter.split_documents(documents)
    embeddings = HuggingFaceEmbeddings(model)
    Chroma.from_documents(chunks, embeddings, persist_directory=index)
    return {"articles": len(documents), "passages": len(chunks), "began": embeddings.began}
