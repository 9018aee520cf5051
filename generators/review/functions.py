"""What CloudFormation's functions come to, as far as their arguments are known."""

from __future__ import annotations

from generators.review.nodes import Node, written


def computed(name: str, inner: Node) -> Node:
    """A function whose result is known, or the function as it is."""
    match name, inner:
        case "Fn::Join", [str(between), list(parts)]:
            return _joined(between, parts)
        case "Fn::Split", [str(between), str(text)]:
            return text.split(between)
        case "Fn::Select", [str(index), list(parts)] if _at(index, parts) is not None:
            return _at(index, parts)
    return {name: inner}


def _joined(between: str, parts: list[Node]) -> Node:
    if not all(_is_piece(part) for part in parts):
        return {"Fn::Join": [between, parts]}
    pieces = [piece for part in parts for piece in (between, part)]
    return text(pieces[1:])


def _at(index: str, parts: list[Node]) -> Node:
    return parts[int(index)] if index.isdigit() and int(index) < len(parts) else None


def _is_piece(part: Node) -> bool:
    match part:
        case str() | {"Ref": str()} | {"Fn::GetAtt": [str(), str()]} | {"Fn::Sub": str()}:
            return True
    return False


def text(pieces: list[Node]) -> Node:
    """Pieces of text and references as one value."""
    some: list[Node] = []
    for piece in pieces:
        if isinstance(piece, str) and some and isinstance(some[-1], str):
            some[-1] += piece
        elif piece != "":
            some.append(piece)
    if len(some) < 2:
        return some[0] if some else ""
    if all(_is_piece(piece) and not _is_cut(piece) for piece in some):
        return {"Fn::Sub": "".join(map(_in_sub, some))}
    return {"Fn::Join": ["", some]}


def _in_sub(piece: Node) -> str:
    return piece.replace("${", "${!") if isinstance(piece, str) else written(piece)


def _is_cut(piece: Node) -> bool:
    """Whether a text opens a `${` that another piece closes: a Sub could not say that."""
    return isinstance(piece, str) and "${" in piece and "}" not in piece[piece.rindex("${") :]
