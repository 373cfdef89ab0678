"""What goes wrong with files, tables, archives and web addresses, in Chinese.

Data of `bot/problems.py`, which says how it is used.
"""

SOURCES = {
    # Files
    "{name} is empty.": "{name} 是空文件。",
    "Give a file with text in it.": "请给出有文字的文件。",
    "{name} has no readable text in it.": "{name} 里没有可读的文字。",
    "Check that it holds an article.": "请检查里面是不是文章。",
    "{name} is not text in any known encoding.": "{name} 不是任何已知编码的文本。",
    "Save it as UTF-8 text.": "请存为 UTF-8 文本。",
    "{name} is not a type of file that can be read.": "{name} 的文件类型读不了。",
    "Give one of {kinds}.": "请给出 {kinds} 文件。",
    "Give {kinds} and {last} files.": "请给出 {kinds}、{last} 文件。",
    "Upload {kinds} and {last} files.": "请上传 {kinds}、{last} 文件。",
    "{name} is larger than {size} MB.": "{name} 大于 {size} MB。",
    "{name} is too long to be one article ({limit} characters at most).": (
        "{name} 太长，不像一篇文章（最多 {limit} 个字）。"
    ),
    "Split it into single articles.": "请拆成单篇文章。",
    "Split it into smaller files.": "请拆成小一些的文件。",
    "{name} does not exist.": "{name} 不存在。",
    "Check the spelling of the path.": "请检查路径的拼写。",
    "{name} cannot be read: {reason}.": "{name} 读不了：{reason}。",
    "Check that it exists and you may read it.": "请检查它是否存在、能否读取。",
    "{name} cannot be read: a loop of links.": "{name} 读不了：链接绕成了圈。",
    "Check what its folders link to.": "请检查其中的文件夹链接到哪里。",
    "The folder {folder} cannot be read: {reason}.": "文件夹 {folder} 读不了：{reason}。",
    "Check that you may read it.": "请检查有没有读取权限。",
    "{name} is no regular file.": "{name} 不是普通文件。",
    "The name {name} is not UTF-8.": "文件名 {name} 不是 UTF-8。",
    "Rename the file or its folder.": "请给文件或文件夹改名。",
    "{folder} holds nothing that can be read, and the library has {count} files from it.": (
        "{folder} 里没有能读的文件，文库里却有 {count} 个文件来自这里。"
    ),
    "Check that it is the right folder; if the articles are to go, remove them.": (
        "请确认文件夹没有弄错；这些文章如果不要了，请移除它们。"
    ),
    "{name} takes too much memory.": "读 {name} 太费内存。",
    "{name} is nested too deeply.": "{name} 嵌套太深。",
    "{name} ended the process that read it.": "{name} 使读它的进程退出了。",
    "Save it in another format.": "请换一种格式保存。",
    "{name} could not be read within {seconds} seconds.": "{name} 在 {seconds} 秒内没有读完。",
    "Split it into single articles, or save it in another format.": (
        "请拆成单篇文章，或换一种格式保存。"
    ),
    "What was left out of {name} cannot be shown.": "无法显示 {name} 里略去的内容。",
    "Open the file itself; only web pages, Markdown and text can be compared.": (
        "请直接打开文件；只有网页、Markdown 和纯文本可以对照。"
    ),
    "The file of the upload {name} was not kept.": "上传的文件 {name} 没有保留。",
    "Add your own copy of it with `python -m ingest add`, and show that.": (
        "请用 python -m ingest add 添加您自己的那一份，再查看它。"
    ),
    "{origin} could not be read again.": "{origin} 没能重新读取。",
    "Show the article without --raw.": "请去掉 --raw 查看文章。",
    # PDF, Word, books, saved pages
    "{name} has pictures of text and no text.": "{name} 里只有文字的图片，没有文字。",
    "The fonts of {name} do not say which characters they show.": "{name} 的字体没有注明文字。",
    "Run it through text recognition (OCR) first.": "请先做文字识别（OCR）。",
    "{name} takes too much time or memory to read.": "读 {name} 太费时间或内存。",
    "Print it to a new PDF and add that.": "请打印成新的 PDF 再添加。",
    "{name} has a password or is of Word 97.": "{name} 有密码，或是旧的 Word 97 格式。",
    "Save it as .docx without a password.": "请存为没有密码的 .docx。",
    "{name} has a password.": "{name} 有密码。",
    "Save it without one.": "请存为没有密码的文件。",
    "{name} is encrypted by its seller (DRM).": "{name} 被书商加密了（DRM）。",
    "Get it without copy protection.": "请换没有加密的版本。",
    "{name} lacks its file {path}.": "{name} 缺少其中的文件 {path}。",
    "Get the book once more.": "请重新获取这本书。",
    "There is no web page in {name}.": "{name} 里没有网页。",
    "Save the page once more, as a single file.": "请把网页重新存为单个文件。",
    "The page in {name} is not text in any known encoding.": (
        "{name} 里的网页不是任何已知编码的文本。"
    ),
    "Save the page once more.": "请重新保存网页。",
    # Archives
    "{name} is encrypted.": "{name} 是加密的。",
    "Unpack it with its password and add the files.": "请用密码解开，再添加里面的文件。",
    "{name} is packed in a way that is not read.": "{name} 的压缩方式读不了。",
    "Pack it as plain zip.": "请压成普通的 zip。",
    "{name} is damaged or not what its name says.": "{name} 已损坏，或与扩展名不符。",
    "Get it once more.": "请重新获取。",
    "{name} holds no file of a type that can be read.": "{name} 里没有能读的文件。",
    "Pack {kinds} files.": "请打包 {kinds} 文件。",
    "{name} unpacks to far more than its size.": "{name} 解压后比自身大得太多。",
    "Check where it comes from.": "请确认它的来源。",
    "{name} has more than {limit} files; the others were left out.": (
        "{name} 里的文件超过 {limit} 个，其余的没有读。"
    ),
    "Split it into smaller archives.": "请拆成小一些的压缩包。",
    "The path of {name} leads out of it.": "{name} 的路径指到了压缩包外面。",
    "Pack it once more.": "请重新打包。",
    "{name} is a link or a device.": "{name} 是链接或设备。",
    "Add the file that it stands for.": "请添加它所指的文件。",
    "{name} is in it twice.": "{name} 出现了两次。",
    "Rename one of the two.": "请把其中一个改名。",
    "{name} is an archive itself.": "{name} 本身又是压缩包。",
    "Unpack it and add what is in it.": "请解开它，再添加里面的文件。",
    # Tables: JSON, JSON Lines and CSV
    "{name} has no rows.": "{name} 里没有数据。",
    "Check that it holds articles.": "请检查里面是不是文章。",
    "{name} has more than {limit} rows; the others were left out.": (
        "{name} 超过 {limit} 行，其余的没有读。"
    ),
    "{count} more rows of {name} cannot be read.": "{name} 另有 {count} 行读不了。",
    "Correct the rows and add the file again.": "请改正这些行，再添加一次。",
    "No row of {name} has a field of text; there are {fields}.": (
        "{name} 里没有正文字段，只有 {fields}。"
    ),
    "No row of {name} has the field {field}; there are {fields}.": (
        "{name} 里没有字段 {field}，只有 {fields}。"
    ),
    "Say which field it is, such as {use}={field}.": "请指明是哪个字段，例如 {use}={field}。",
    "{part} does not say which field holds what.": "{part} 没有说明哪个字段放什么。",
    "Give each of {uses} at most once, such as text=content.": (
        "{uses} 每项最多写一次，例如 text=content。"
    ),
    "Row {row} of {name} has no text.": "{name} 第 {row} 行没有正文。",
    "Fill in its text or take the row out.": "请补上正文，或删去这一行。",
    "Row {row} of {name} has the id {id} of row {other}.": (
        "{name} 第 {row} 行和第 {other} 行的编号都是 {id}。"
    ),
    "Give each row an id of its own.": "请给每一行单独的编号。",
    "Row {row} of {name} is larger than {size} MB.": "{name} 第 {row} 行大于 {size} MB。",
    "Row {row} of {name} is longer than {limit} characters.": (
        "{name} 第 {row} 行超过 {limit} 个字。"
    ),
    "Row {row} of {name} is not text in any known encoding.": (
        "{name} 第 {row} 行不是任何已知编码的文本。"
    ),
    "Row {row} of {name} is nested too deeply.": "{name} 第 {row} 行嵌套太深。",
    "Row {row} of {name} is no JSON ({reason} at character {position}).": (
        "{name} 第 {row} 行不是 JSON（第 {position} 个字符处：{reason}）。"
    ),
    "Row {row} of {name} is no JSON ({reason}).": "{name} 第 {row} 行不是 JSON（{reason}）。",
    "Row {row} of {name} is no object with named fields.": "{name} 第 {row} 行不是有字段名的对象。",
    "Row {row} of {name} is not written as CSV is ({reason}).": (
        "{name} 第 {row} 行不合 CSV 的写法（{reason}）。"
    ),
    "Row {row} of {name} has {count} fields, and the first row {expected}.": (
        "{name} 第 {row} 行有 {count} 个字段，首行只有 {expected} 个。"
    ),
    "Correct the row and add the file again.": "请改正这一行，再添加一次。",
    "Save it as JSON Lines (.jsonl), one object to a line.": (
        "请存为 JSON Lines（.jsonl），每行一个对象。"
    ),
    "{name} is text in UTF-16.": "{name} 是 UTF-16 文本。",
    "{name} is no JSON: {reason}.": "{name} 不是 JSON：{reason}。",
    "Check that the file is whole.": "请检查文件是否完整。",
    # Web addresses
    "{address} is no web address.": "{address} 不是网址。",
    "Give one that begins with http:// or https://.": "请给出以 http:// 或 https:// 开头的网址。",
    "The address of {host} carries a name or a password.": "{host} 的网址里带有用户名或密码。",
    "Give it without what stands before the @.": "请去掉 @ 和它前面的部分。",
    "{address} names a port that is none.": "{address} 里的端口号无效。",
    "Check the address.": "请检查网址。",
    "There is nothing at {address}.": "{address} 上没有内容。",
    "Check the spelling of the address.": "请检查网址的拼写。",
    "{host} is no name of a host.": "{host} 不是主机名。",
    "The host {host} cannot be found.": "找不到主机 {host}。",
    "Check its spelling and this machine's network.": "请检查拼写和本机的网络。",
    "{host} has an address that is none.": "{host} 的 IP 地址无效。",
    "Check its name.": "请检查主机名。",
    "The host {host} is not on the public internet and is not fetched from.": (
        "主机 {host} 不在公网上，不从那里抓取。"
    ),
    "The host {host} ({number}) is not on the public internet and is not fetched from.": (
        "主机 {host}（{number}）不在公网上，不从那里抓取。"
    ),
    "If you trust it, set WENYUAN_FETCH_ALLOW to {number}.": (
        "如果信任它，请把 WENYUAN_FETCH_ALLOW 设为 {number}。"
    ),
    "WENYUAN_FETCH_ALLOW lists {item}, which is neither an address nor a network.": (
        "WENYUAN_FETCH_ALLOW 里的 {item} 既不是 IP 地址，也不是网段。"
    ),
    "List addresses such as 10.1.2.3 or networks such as 10.0.0.0/8, or unset it.": (
        "请填 10.1.2.3 这样的地址或 10.0.0.0/8 这样的网段，或取消这项设置。"
    ),
    # Connections and answers
    "{host} does not accept connections.": "{host} 不接受连接。",
    "Check the address, or try again later.": "请检查网址，或稍后再试。",
    "The connection to {host} cannot be made safe ({reason}).": (
        "无法与 {host} 建立安全连接（{reason}）。"
    ),
    "Check the address; if it is right, the site has to repair its certificate.": (
        "请检查网址；如果网址没错，就要等网站修好证书。"
    ),
    "{host} did not answer in time.": "{host} 没有及时回应。",
    "{host} broke off its answer.": "{host} 的回应中断了。",
    "{host} sent an empty answer.": "{host} 的回应是空的。",
    "Try again later.": "请稍后再试。",
    "What {host} sends is larger than {size} MB.": "{host} 返回的内容大于 {size} MB。",
    "Save what matters of it as a file, and add that.": "请把需要的部分存成文件再添加。",
    "{host} packs its answer as {codings}, which was not asked for.": (
        "{host} 返回的内容用了没有要求的压缩方式（{codings}）。"
    ),
    "What {host} sends cannot be unpacked.": "{host} 返回的内容无法解压。",
    "Open the address in a browser and save it.": "请用浏览器打开网址并保存。",
    "{host} redirects more than {limit} times.": "{host} 的跳转超过了 {limit} 次。",
    "Open the address in a browser and give the one that it ends at.": (
        "请用浏览器打开，再给出最后到达的网址。"
    ),
    "{host} lets only some readers see this page (status {status}).": (
        "{host} 只让部分读者看这个网页（状态码 {status}）。"
    ),
    "Open it in a browser, save it, and add the file.": "请用浏览器打开并保存，再添加保存的文件。",
    "{host} is asked too often (status 429).": "向 {host} 请求得太频繁（状态码 429）。",
    "{host} has trouble of its own (status {status}).": "{host} 自身出了故障（状态码 {status}）。",
    "{host} answers with status {status} and no page.": "{host} 没有给出网页（状态码 {status}）。",
    "Open the address in a browser.": "请用浏览器打开网址看看。",
    "{host} sends {type} there, which is no article.": (
        "{host} 在这个网址给出的是 {type}，不是文章。"
    ),
    "Give the address of a page, a PDF, a text, a feed or a sitemap.": (
        "请给出网页、PDF、纯文本、订阅源或站点地图的网址。"
    ),
    "The robots.txt of {host} forbids programs to fetch this address.": (
        "{host} 的 robots.txt 不许程序抓取这个网址。"
    ),
    "Ask the site, or save the page and add the file.": "请征得网站同意，或保存网页再添加文件。",
    "{host} cannot say now what its robots.txt permits (status {status}).": (
        "{host} 暂时给不出 robots.txt，不知道是否允许抓取（状态码 {status}）。"
    ),
    "{host} is left alone for {minutes} more minutes, because it asked for that or did not answer.": (  # noqa: E501
        "{host} 要求暂缓访问或没有回应，{minutes} 分钟内不再访问它。"
    ),
    "Try again then.": "请到时再试。",
    # Feeds, sitemaps and lists
    "What is at {address} is neither an article nor a feed or sitemap.": (
        "{address} 既不是文章，也不是订阅源或站点地图。"
    ),
    "{address} is a {kind} where an article was expected.": "{address} 不是文章（类型：{kind}）。",
    "Give its address by itself.": "请单独添加它的网址。",
    "{address} is {kind} where a sitemap was expected.": "{address} 不是站点地图（类型：{kind}）。",
    "Tell the site's owners.": "请告知网站的管理者。",
    "The gzip file at {address} is damaged.": "{address} 的 gzip 文件已损坏。",
    "The gzip file at {address} holds more than {size} MB.": (
        "{address} 的 gzip 文件解压后大于 {size} MB。"
    ),
    "The feed at {address} is too long.": "订阅源 {address} 太长。",
    "Give the addresses in a list.": "请把网址列成清单。",
    "The feed at {address} cannot be read.": "订阅源 {address} 读不了。",
    "Give the address of an RSS or Atom feed.": "请给出 RSS 或 Atom 订阅源的网址。",
    "An entry of {address} names no page and carries no article.": (
        "订阅源 {address} 里有一条既没有链接，也没有正文。"
    ),
    "Tell the feed's owners.": "请告知订阅源的管理者。",
    "The sitemap {address} cannot be read.": "站点地图 {address} 读不了。",
    "The feed at {address} names more than {limit} addresses.": (
        "订阅源 {address} 里的网址超过 {limit} 个。"
    ),
    "The sitemap {address} names more than {limit} addresses.": (
        "站点地图 {address} 里的网址超过 {limit} 个。"
    ),
    "{name} names more than {limit} addresses.": "{name} 里的网址超过 {limit} 个。",
    "Give them in several lists.": "请分成几份清单。",
    "{address} names no article, and the library has {count} from it.": (
        "{address} 里没有文章，文库里却有 {count} 篇来自这里。"
    ),
    "See that the address is right; if the articles are to go, remove them.": (
        "请确认网址没有弄错；这些文章如果不要了，请移除它们。"
    ),
    "{address} leads to more pages than one run asks for.": (
        "{address} 引出的网页太多，一次读不完。"
    ),
    "{address} leads to more sitemaps than one run asks for.": (
        "{address} 引出的站点地图太多，一次读不完。"
    ),
    "Give the addresses of some of its sitemaps by themselves.": (
        "请单独给出其中一些站点地图的网址。"
    ),
}

# What stands in the slots `reason` and `kind` of sentences. The system, parsers and libraries say
# more than is here, which stays in English.
REASONS = {
    # What a page is
    "html": "网页",
    "pdf": "PDF",
    "text": "纯文本",
    "markdown": "Markdown",
    "feed": "订阅源",
    "sitemap": "站点地图",
    "list": "网址清单",
    # What the system says of a file
    "No such file or directory": "没有这个文件",
    "Permission denied": "没有权限",
    "Not a directory": "不是文件夹",
    "File name too long": "文件名太长",
    "Too many levels of symbolic links": "链接绕成了圈",
    "Input/output error": "读写出错",
    "No space left on device": "磁盘已满",
    "Read-only file system": "磁盘是只读的",
    "database or disk is full": "磁盘已满",
    "attempt to write a readonly database": "数据库是只读的",
    "database disk image is malformed": "数据库已损坏",
    "file is not a database": "不是数据库文件",
    "unable to open database file": "打不开数据库文件",
    "disk I/O error": "磁盘读写出错",
    # What parsers of JSON and CSV say
    "it begins with neither [ nor {": "开头不是 [ 或 {{",
    "there is more after its end": "结尾之后还有内容",
    "its end is missing": "缺少结尾",
    "the end of a string is missing": "有字符串没有结束",
    "it is nested too deeply": "嵌套太深",
    "{constant} is no value": "{constant} 不是值",
    "Expecting value": "这里应该有值",
    "Expecting {sign} delimiter": "这里应该是 {sign}",
    "Expecting property name enclosed in double quotes": "这里应该是双引号里的字段名",
    "Illegal trailing comma before end of array": "数组结尾前多了逗号",
    "Illegal trailing comma before end of object": "对象结尾前多了逗号",
    "Unterminated string starting at": "字符串没有结束",
    "Invalid \\escape": "反斜杠用得不对",
    "Invalid \\uXXXX escape": "\\u 后面不是四位十六进制数",
    "Extra data": "结尾之后还有内容",
    "unexpected end of data": "引号没有结束",
    "{sign} expected after '\"'": "右引号后面应该是 {sign}",
    "field larger than field limit ({limit})": "字段超过 {limit} 个字",
    # What is wrong with certificates
    "certificate has expired": "证书已过期",
    "certificate is not yet valid": "证书还没有生效",
    "self-signed certificate": "证书是自签的",
    "self-signed certificate in certificate chain": "证书链里有自签的证书",
    "unable to get local issuer certificate": "查不到证书的签发者",
    "Hostname mismatch, certificate is not valid for {host}.": "证书不是发给 {host} 的",
}
