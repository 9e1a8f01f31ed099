"""The small rasteriser: areas, positions and order as SVG defines them."""

import io

import numpy as np
import pytest
from PIL import Image

from postureviz import raster


def pixels(body, size=100, width=200, **options):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">{body}</svg>'
    return np.asarray(Image.open(io.BytesIO(raster.png(svg, width, **options))).convert("RGB")).astype(int)


def ink(image):
    """Covered area in units of the view box, for black on white."""
    return (255 - image[..., 0]).sum() / 255 / 4


def centre(image):
    weight = 255 - image[..., 0]
    y, x = np.indices(weight.shape)
    return (
        (x + 0.5) @ np.ones(1)
        if weight.sum() == 0
        else np.array([(x + 0.5).ravel() @ weight.ravel(), (y + 0.5).ravel() @ weight.ravel()])
        / weight.sum()
        / 2
    )


@pytest.mark.parametrize(
    ("body", "area"),
    [
        ('<rect x="10" y="20" width="30" height="40"/>', 1200),
        ('<rect x="10" y="20" width="30" height="40" rx="10"/>', 1200 - (4 - np.pi) * 100),
        ('<circle cx="50" cy="50" r="30"/>', np.pi * 900),
        ('<path d="M10 10h40v30h-40z"/>', 1200),
        ('<path d="M20 50A30 30 0 0 1 80 50Z"/>', np.pi * 450),
        ('<path d="M20 50A30 30 0 0 0 80 50Z"/>', np.pi * 450),
        ('<path d="M50 20A30 30 0 1 1 20 50L50 50Z"/>', np.pi * 900 * 0.75),
        ('<path d="M10 50A40 20 0 0 1 90 50Z"/>', np.pi * 400),
        ('<path d="M0 0C0 60 100 60 100 0Z"/>', 3600),
        ('<polygon points="10,10 50,10 50,40"/>', 600),
        ('<polyline points="10,50 90,50" fill="none" stroke="#000000" stroke-width="6"/>', 480),
        (
            '<polygon points="20,20 80,20 80,80 20,80" fill="none" stroke="#000000" stroke-width="4"/>',
            4 * 60 * 4,
        ),
        ('<path d="M0 0Q50 60 100 0Z"/>', 2000),
        ('<path d="M10 50L90 50" fill="none" stroke="#000000" stroke-width="6"/>', 480),
        (
            '<path d="M10 50L90 50" fill="none" stroke="#000000" stroke-width="6" stroke-linecap="round"/>',
            480 + np.pi * 9,
        ),
        (
            '<path d="M10 50L90 50" fill="none" stroke="#000000" stroke-width="6" stroke-dasharray="8 8"/>',
            240,
        ),
        ('<g display="none"><rect x="10" y="20" width="30" height="40"/></g>', 0),
        ('<path d="" fill="#000000"/>', 0),
    ],
)
def test_shapes_cover_the_area_they_should(body, area):
    assert ink(pixels(body)) == pytest.approx(area, rel=0.012, abs=0.5)


def test_y_runs_down_and_shapes_stand_where_they_should():
    assert centre(pixels('<rect x="10" y="70" width="20" height="10"/>')) == pytest.approx([20, 75], abs=0.1)
    assert centre(pixels('<path d="M50 20A30 30 0 0 1 50 80Z"/>'))[0] > 55
    assert centre(pixels('<path d="M50 20A30 30 0 0 0 50 80Z"/>'))[0] < 45


def test_later_shapes_cover_earlier_ones_and_opacity_multiplies():
    image = pixels(
        '<rect x="0" y="0" width="100" height="100"/>'
        '<g opacity="0.5"><rect x="0" y="0" width="50" height="100" fill="#ffffff" opacity="0.5"/></g>'
    )
    assert image[100, 50, 0] == pytest.approx(255 / 4, abs=3)
    assert image[100, 150, 0] == 0


def test_fill_and_stroke_have_an_opacity_of_their_own():
    image = pixels(
        '<rect x="0" y="0" width="100" height="100"/>'
        '<path d="M25 0V100" fill="none" stroke="#ffffff" stroke-width="50" stroke-opacity="0.25"/>'
        '<rect x="50" y="0" width="50" height="100" fill="#ffffff" fill-opacity="0.5"/>'
    )
    assert image[100, 50, 0] == pytest.approx(255 / 4, abs=3)
    assert image[100, 150, 0] == pytest.approx(255 / 2, abs=3)


def test_groups_hand_down_their_paint():
    image = pixels('<g fill="#ff0000"><circle cx="50" cy="50" r="30"/></g>')
    assert tuple(image[100, 100]) == (255, 0, 0)


@pytest.mark.parametrize(("anchor", "side"), [("start", 1), ("middle", 0), ("end", -1)])
def test_text_is_anchored(anchor, side):
    image = pixels(f'<text x="50" y="50" font-size="14" text-anchor="{anchor}">HIOH</text>')
    x, y = centre(image)
    assert np.sign(round((x - 50) / 4)) == side
    assert 41 < y < 49


def test_bold_text_is_bolder_and_spaced_text_longer():
    def extent(a):
        columns = np.flatnonzero(
            (pixels(f'<text x="2" y="50" font-size="14" {a}>VERTEBRA</text>')[..., 0] < 128).any(0)
        )
        return columns.max() - columns.min()

    plain, bold = (
        ink(pixels(f'<text x="2" y="50" font-size="14" font-weight="{w}">VERTEBRA</text>'))
        for w in (400, 700)
    )
    assert bold > 1.2 * plain
    assert extent('letter-spacing="0.2em"') - extent("") == pytest.approx(7 * 0.2 * 14 * 2, abs=6)


def test_a_caption_stands_below_the_picture_in_as_many_lines_as_it_needs():
    body = '<rect x="0" y="0" width="100" height="100" fill="#888888"/>'
    bare, short, long = (
        pixels(body, width=300, caption=c).shape[0] for c in ("", "A few words.", "A few words. " * 12)
    )
    assert bare == 300 < short < long
    assert (pixels(body, width=300, caption="A few words.")[:300] == 136).all()


def test_named_colours_come_out_exactly():
    image = pixels('<rect x="0" y="0" width="50" height="100" fill="#123456"/>', ground="#fedcba")
    assert {tuple(c) for c in image.reshape(-1, 3)[::7]} >= {(0x12, 0x34, 0x56), (0xFE, 0xDC, 0xBA)}


def test_an_unknown_command_or_transform_is_named():
    with pytest.raises(ValueError, match="path command 'S'; allowed: M, L, H, V, C, Q, A, Z"):
        raster.parse_path("M0 0S1 1 2 2")
    with pytest.raises(ValueError, match=r"transform 'skewX\(3\)'; allowed: translate"):
        raster.parse_transform("skewX(3)")


def test_transforms_move_turn_and_enlarge_from_the_last_to_the_first():
    body = '<g transform="{}"><rect x="0" y="0" width="20" height="10"/></g>'
    for transform, middle, area in [
        ("translate(30 40)", (40, 45), 200),
        ("translate(50 50)rotate(90)", (45, 60), 200),
        ("translate(10 20) scale(2)", (30, 30), 800),
        ("scale(2)translate(10 20)", (40, 50), 800),
    ]:
        image = pixels(body.format(transform))
        assert centre(image) == pytest.approx(middle, abs=0.3)
        assert ink(image) == pytest.approx(area, rel=0.02)
