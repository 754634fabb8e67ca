"""The panel in hosts with Python behind it: it draws, sorts, ranks anew, opens rows, and says what is so."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from playwright.sync_api import expect

from tests.hosts import apps
from tests.hosts.use import NO_OUTPUTS, NO_PLACE, is_dark, is_left_alone, panel_on, shows, use

pytestmark = pytest.mark.hosts

# The kernel has answered this, and so all that it was sent before.
ANSWERED = "(code) => new Promise((done) => Jupyter.notebook.kernel.execute(code, {shell: {reply: done}}))"
LOOKS = pytest.mark.parametrize("look", ["light", "dark"])


@LOOKS
def test_marimo_run(environment, serve, open_page, tmp_path, look):
    (tmp_path / "app.py").write_text(apps.MARIMO)
    (tmp_path / ".marimo.toml").write_text(f'[display]\ntheme = "{look}"\n')
    host = environment("marimo", "marimo")
    options = ("--headless", "--no-token", "--host", "127.0.0.1", "--port", "PORT")
    url = serve(host, "marimo", "run", "app.py", *options, folder=tmp_path)
    panel = panel_on(open_page(url))
    use(panel, NO_PLACE)
    assert is_dark(panel) == (look == "dark")
    serve.close()
    is_left_alone(panel)


def test_marimo_wrapped(environment, serve, open_page, tmp_path):
    (tmp_path / "app.py").write_text(apps.MARIMO_WRAPPED)
    host = environment("marimo", "marimo")
    options = ("--headless", "--no-token", "--host", "127.0.0.1", "--port", "PORT")
    url = serve(host, "marimo", "run", "app.py", *options, folder=tmp_path)
    use(panel_on(open_page(url)), NO_PLACE)


def test_marimo_edit(environment, serve, open_page, tmp_path):
    (tmp_path / "app.py").write_text(apps.MARIMO)
    host = environment("marimo", "marimo")
    options = ("--headless", "--no-token", "--host", "127.0.0.1", "--port", "PORT", "--skip-update-check")
    url = serve(host, "marimo", "edit", "app.py", *options, folder=tmp_path)
    page = open_page(url)
    run_all = page.get_by_test_id("run-button").last  # of all cells; a kernel that begins takes no click
    for _ in range(6):
        run_all.click()
        with suppress(AssertionError):
            expect(page.locator(".hpviz")).to_be_visible(timeout=20_000)
            break
    use(panel_on(page), NO_PLACE)


def test_an_exported_page_of_marimo_says_that_nobody_answers(environment, open_page, tmp_path):
    (tmp_path / "app.py").write_text(apps.MARIMO)
    host = environment("marimo", "marimo")
    done = host.run("marimo", "export", "html", "app.py", "-o", "page.html", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assets = next(host.folder.glob("lib/python*/site-packages/marimo/_static"))

    def from_here(page):
        pattern = re.compile(r"cdn\.jsdelivr\.net/.*/dist/(.*)")
        page.route(pattern, lambda route: route.fulfill(path=assets / pattern.search(route.request.url)[1]))

    panel = panel_on(open_page((tmp_path / "page.html").as_uri(), route=from_here))
    shows(panel, "val_acc")
    is_left_alone(panel)


@LOOKS
def test_voila(environment, serve, open_page, tmp_path, look):
    apps.write_notebook(tmp_path / "nb.ipynb", apps.PANEL + "panel")
    host = environment("voila", "voila", "ipykernel")
    options = ("--no-browser", "--port=PORT", "--Voila.ip=127.0.0.1", f"--theme={look}")
    url = serve(host, "voila", "nb.ipynb", *options, folder=tmp_path, path="/static/")
    page = open_page(url.removesuffix("static/"))
    panel = panel_on(page)
    use(panel, NO_OUTPUTS)
    expect(page.locator(".hpviz-static")).to_have_count(0)
    assert is_dark(panel) == (look == "dark")
    serve.close()
    is_left_alone(panel)


@LOOKS
def test_shiny(environment, serve, open_page, tmp_path, look):
    (tmp_path / "app.py").write_text(apps.SHINY.replace("MODE", look))
    host = environment("shiny", "shiny", "shinywidgets")
    url = serve(host, "shiny", "run", "app.py", "--port", "PORT", folder=tmp_path)
    panel = panel_on(open_page(url))
    use(panel, NO_PLACE)
    assert panel.evaluate("panel => panel.clientHeight <= panel.parentElement.clientHeight + 1")
    assert is_dark(panel) == (look == "dark")


@LOOKS
def test_solara(environment, serve, open_page, tmp_path, look):
    (tmp_path / "app.py").write_text(apps.SOLARA.replace("IS_DARK", str(look == "dark")))
    # Newer ones take their pages from a CDN alone.
    host = environment("solara", "solara==1.58.2", "solara-assets==1.58.2")
    options = ("--host", "127.0.0.1", "--port", "PORT", "--production", "--no-open")
    url = serve(host, "solara", "run", "app.py", *options, folder=tmp_path)
    page = open_page(url)
    panel = panel_on(page)
    use(panel, NO_OUTPUTS)
    expect(page.locator(".hpviz-static")).to_have_count(0)
    assert is_dark(panel) == (look == "dark")


@LOOKS
def test_holoviz_panel(environment, serve, open_page, tmp_path, look):
    theme = "dark" if look == "dark" else "default"
    (tmp_path / "app.py").write_text(apps.HOLOVIZ.replace("THEME", theme))
    host = environment("holoviz", "panel", "ipywidgets_bokeh")
    script = host.folder / "share" / "jupyter" / "nbextensions" / "anywidget" / "index.js"

    def from_here(page):
        page.route("**/anywidget@*/**", lambda route: route.fulfill(path=script))

    options = ("--port", "PORT", "--address", "127.0.0.1", "--allow-websocket-origin", "127.0.0.1:PORT")
    url = serve(host, "panel", "serve", "app.py", *options, folder=tmp_path)
    panel = panel_on(open_page(f"{url}app", route=from_here))
    use(panel, NO_PLACE)
    assert is_dark(panel) == (look == "dark")


def test_nbclassic(environment, serve, open_page, tmp_path):
    apps.write_notebook(tmp_path / "nb.ipynb", apps.PANEL + "panel")
    host = environment("nbclassic", "nbclassic", "ipykernel")
    options = (
        "--no-browser",
        "--allow-root",
        "--port=PORT",
        "--ServerApp.token=",
        "--ServerApp.ip=127.0.0.1",
    )
    url = serve(host, "jupyter", "nbclassic", *options, folder=tmp_path, path="/api/status")
    page = open_page(f"{url.removesuffix('api/status')}notebooks/nb.ipynb")
    page.wait_for_function("() => window.Jupyter?.notebook?.kernel?.widget_manager")
    # What the manager of widgets restores of the kernel takes away what a cell that runs meanwhile shows.
    page.evaluate(ANSWERED, "import hpviz.panel.widget")
    page.wait_for_load_state("networkidle")
    page.evaluate("() => Jupyter.notebook.execute_all_cells()")
    use(panel_on(page), NO_OUTPUTS)
    expect(page.locator(".hpviz-static")).to_have_count(0)


@pytest.fixture
def streamlit_page(environment, serve, open_page, tmp_path):
    """Serve an app of Streamlit and open it, light or dark."""

    def page(app, look):
        (tmp_path / "app.py").write_text(app)
        host = environment("streamlit", "streamlit")
        options = ("--server.port", "PORT", "--server.address", "127.0.0.1", "--server.headless", "true")
        theme = ("--theme.base", look, "--browser.gatherUsageStats", "false")
        url = serve(host, "streamlit", "run", "app.py", *options, *theme, folder=tmp_path)
        return open_page(url, scheme=look)

    return page


@LOOKS
def test_streamlit(streamlit_page, look):
    page = streamlit_page(apps.STREAMLIT, look)
    panel = panel_on(page)
    use(panel, NO_PLACE)
    expect(page.get_by_text("Ranked by train_time.")).to_be_visible()
    assert is_dark(panel) == (look == "dark")


@LOOKS
def test_streamlit_shows_the_saved_page(streamlit_page, look):
    frame = streamlit_page(apps.STREAMLIT_PAGE, look).frame_locator("iframe")
    rows = frame.locator("tr[data-param]")
    expect(rows).to_have_count(5, timeout=180_000)  # all that the page can show is computed
    frame.get_by_role("button", name="Parameter", exact=True).click()
    expect(rows.first).to_have_attribute("data-param", "alpha")
    frame.get_by_role("combobox", name="Metric").select_option("train_time")
    expect(frame.get_by_text("differences in train_time").first).to_be_visible()
    frame.get_by_role("button", name="depth", exact=True).click()
    expect(frame.get_by_text("average effect, 95% band")).to_be_visible()
    expect(frame.get_by_role("button", name="Export", exact=True)).to_have_count(0)
    assert is_dark(frame.locator(".hpviz")) == (look == "dark")
