"""Documents: what leaves the room on paper, and how a stranger can check it.

    view        everything a plan's document prints, as frozen dataclasses: the only thing templates see
    canonical   RFC 8785 JSON and its SHA-256: what people sign
    pages       view → HTML, in the document's language
    pdf         HTML → PDF, printed and sealed by a press
    press       the child process that prints, and is killed when it takes too long; `worker` is its other end
    seal        the installation's key, and the one certification signature of a document
    verify      what is to be said of a PDF that somebody brings

Web calls `pdf` and `verify`; `view` is filled by the layer that knows the plan. Nothing here reads the store or the
plan's state: what an edition lacks is absent from the view, so it can be in no page, attachment or metadata.
"""
