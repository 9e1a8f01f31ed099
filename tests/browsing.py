"""What tests in a browser wait for: states of a page, never a length of time."""

from playwright.sync_api import expect

# Nothing scrolls, grows, fades or is about to be painted: six frames in a row look alike.
AT_REST = """() => new Promise(done => {
  let last = '', same = 0;
  const look = () => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    const moving = document.getAnimations().filter(one => one.playState === 'running').length;
    const boxes = [...document.querySelectorAll('.pv, .pv-stage, .pv-stage svg')]
      .map(e => Object.values(e.getBoundingClientRect().toJSON()));
    const now = JSON.stringify([scrollX, scrollY, scrollWidth, scrollHeight, moving, boxes]);
    same = now === last && !moving ? same + 1 : 0;
    last = now;
    if (same > 5) done(); else requestAnimationFrame(look);
  };
  look();
})"""


def at_rest(page):
    """Wait until the page stands still."""
    page.evaluate(AT_REST)


def alive(page):
    """Wait until every figure and activity is live; by a locator, as a page of the book forbids eval."""
    expect(page.locator(":is([data-postureviz], [data-activity]):not([data-ready=true])")).to_have_count(0)
