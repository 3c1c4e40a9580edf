"""What libxml2 finds in a file that is not well-formed, in plain words."""

from lxml import etree

_Types = etree.ErrorTypes
_SAYINGS = (
    ((_Types.ERR_DOCUMENT_EMPTY, _Types.ERR_DOCUMENT_START), "It is empty, or does not begin with an element"),
    ((_Types.ERR_DOCUMENT_END,), "The root element does not end, or something stands after it"),
    ((_Types.ERR_TAG_NAME_MISMATCH,), "An end tag does not fit its start tag"),
    ((_Types.ERR_TAG_NOT_FINISHED, _Types.ERR_GT_REQUIRED, _Types.ERR_LTSLASH_REQUIRED), "A tag does not end"),
    ((_Types.ERR_UNDECLARED_ENTITY, _Types.WAR_UNDECLARED_ENTITY), "An entity is used that XML does not have"),
    (
        (_Types.ERR_ENTITYREF_SEMICOL_MISSING, _Types.ERR_ENTITYREF_NO_NAME, _Types.ERR_NAME_REQUIRED),
        "An & or < stands by itself; in a text they are written &amp; and &lt;",
    ),
    ((_Types.ERR_INVALID_CHAR, _Types.ERR_INVALID_CHARREF), "There is a character that XML must not hold"),
    (
        (_Types.ERR_INVALID_ENCODING, _Types.I18N_CONV_FAILED, _Types.ERR_ENCODING_NAME),
        "Its bytes are not in the encoding that it says, UTF-8 where it says none",
    ),
    ((_Types.ERR_UNSUPPORTED_ENCODING, _Types.ERR_UNKNOWN_ENCODING), "It says an encoding that is not known"),
    ((_Types.ERR_ATTRIBUTE_REDEFINED,), "An element has an attribute twice"),
    (
        (
            _Types.ERR_ATTRIBUTE_NOT_STARTED,
            _Types.ERR_ATTRIBUTE_NOT_FINISHED,
            _Types.ERR_ATTRIBUTE_WITHOUT_VALUE,
            _Types.ERR_SPACE_REQUIRED,
        ),
        "An attribute has no value in quotes that end, or no space before it",
    ),
    ((_Types.ERR_LT_IN_ATTRIBUTE,), "There is a < in the value of an attribute"),
    ((_Types.ERR_COMMENT_NOT_FINISHED, _Types.ERR_CDATA_NOT_FINISHED), "A comment or a CDATA section does not end"),
    ((_Types.NS_ERR_UNDEFINED_NAMESPACE,), "A prefix is used that stands for no namespace"),
    ((_Types.ERR_NO_MEMORY, _Types.ERR_RESOURCE_LIMIT), "Its elements are too deep, or one of its texts is too long"),
)
_KNOWN = {code: text for codes, text in _SAYINGS for code in codes}


def said_of_fault(error: etree.XMLSyntaxError) -> str:
    """Say what is wrong; the line is said beside it."""
    return _KNOWN.get(vars(error).get("code", 0), "From here on it is not well-formed XML")
