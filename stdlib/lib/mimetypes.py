"""What kind of data a file's name promises."""
import posixpath

__all__ = ["guess_type", "guess_extension", "guess_all_extensions", "add_type", "init"]

encodings_map = {".gz": "gzip", ".Z": "compress", ".bz2": "bzip2", ".xz": "xz", ".br": "br"}
suffix_map = {".svgz": ".svg.gz", ".tgz": ".tar.gz", ".taz": ".tar.gz", ".tz": ".tar.gz", ".tbz2": ".tar.bz2", ".txz": ".tar.xz"}
types_map = {
    ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json", ".pdf": "application/pdf",
    ".zip": "application/zip", ".tar": "application/x-tar", ".bin": "application/octet-stream",
    ".exe": "application/octet-stream", ".so": "application/octet-stream", ".o": "application/octet-stream",
    ".doc": "application/msword", ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint",
    ".wasm": "application/wasm", ".ps": "application/postscript", ".sh": "application/x-sh", ".tex": "application/x-tex",
    ".mp3": "audio/mpeg", ".wav": "audio/x-wav", ".aac": "audio/aac", ".gif": "image/gif", ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg", ".png": "image/png", ".svg": "image/svg+xml", ".tiff": "image/tiff", ".tif": "image/tiff",
    ".ico": "image/vnd.microsoft.icon", ".bmp": "image/bmp", ".css": "text/css", ".csv": "text/csv", ".html": "text/html",
    ".htm": "text/html", ".txt": "text/plain", ".c": "text/plain", ".h": "text/plain", ".bat": "text/plain", ".ksh": "text/plain",
    ".pl": "text/plain", ".py": "text/x-python", ".xml": "text/xml", ".tsv": "text/tab-separated-values", ".mp4": "video/mp4",
    ".mpeg": "video/mpeg", ".mpg": "video/mpeg", ".mov": "video/quicktime", ".webm": "video/webm", ".avi": "video/x-msvideo",
}
inited = True


def init(files=None):
    pass


def guess_type(url, strict=True):
    """(type, encoding) by the end of a name or URL; None where it is not known."""
    if not isinstance(url, str):
        url = url.__fspath__()
    if url[:5].lower() == "data:":
        kind = url[5:].split(",", 1)[0].split(";", 1)[0]
        return (kind if "/" in kind else "text/plain"), None
    url = url.split("?", 1)[0].split("#", 1)[0] if "://" in url else url
    base, ext = posixpath.splitext(url)
    while ext.lower() in suffix_map:
        base, ext = posixpath.splitext(base + suffix_map[ext.lower()])
    encoding = encodings_map.get(ext)
    if encoding:
        base, ext = posixpath.splitext(base)
    return types_map.get(ext, types_map.get(ext.lower())), encoding


def guess_all_extensions(type, strict=True):
    return [ext for ext, kind in types_map.items() if kind == type.lower()]


def guess_extension(type, strict=True):
    found = guess_all_extensions(type, strict)
    return found[0] if found else None


def add_type(type, ext, strict=True):
    types_map[ext] = type
