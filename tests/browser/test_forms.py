"""提交 in a real browser: every kind from filling in to the checker, and how the forms behave."""

import hashlib
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from scoring.records.yamltext import load_yaml
from tests.browser.checkers import html_complaints, violations
from tests.browser.conftest import Watch
from tests.support import bad_files, memory
from tests.support.form_filling import (
    KIND_FILES,
    Filler,
    content_of,
    example,
    filer,
    hold,
    own_kinds,
    rulebooks_with_marks,
)
from tests.support.gate import registry
from tests.support.records import at, text
from tests.support.repo import RepoBuilder
from tests.support.server import LIGHTTPD

pytestmark = pytest.mark.browser

KINDS = sorted(own_kinds().kinds)
KINDS_HERE = KINDS if LIGHTTPD is None else ["policy"]
"""Kinds filled in here; where there is lighttpd, test_forms_through_door fills in and sends all."""
NOTICE = "units/zhengfuban/2023/opinion-notice/2023-09-28-01.yml"
FINDING = "units/zhengfuban/2023/finding/2023-08-15-gazette-geyi.yml"
APPEAL = "units/geyi/2023/appeal/2023-09-01-01.yml"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with all that the examples refer to, its files checked out."""
    builder = RepoBuilder(tmp_path_factory.mktemp("filed") / "data")
    builder.first({**registry(), **KIND_FILES, **rulebooks_with_marks()}, at=at("2023-01-01"))
    builder.merge({FINDING: text("finding")}, at=at("2023-08-15"), unit="zhengfuban")
    builder.merge({APPEAL: text("appeal")}, at=at("2023-09-01"), unit="geyi")
    builder.merge({NOTICE: text("opinion-notice")}, at=at("2023-09-28"), unit="zhengfuban")
    return builder.check_out().path


@pytest.fixture
def page(browser: Browser) -> "Page":
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(5000)
    made = context.new_page()
    yield made
    context.close()


@pytest.mark.parametrize("kind", KINDS_HERE)
def test_what_is_filled_in_is_what_the_checker_accepts(
    page: Page, forms_address: str, repository: Path, kind: str
) -> None:
    watch, filler = Watch(page), Filler(page)
    values, unit = example(kind), filer(kind, own_kinds().kinds[kind].writers)
    if kind == "confirmation":
        values["head"] = head(repository)
    filler.open(forms_address, kind, unit)
    filler.fill({name: value for name, value in values.items() if name != "kind"})
    hold(filler.package(), kind, unit, values, repository)
    assert watch.complaints == []


def head(repository: Path) -> str:
    done = subprocess.run(
        ["git", "rev-parse", "main"], cwd=repository, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


# --- how forms behave ----------------------------------------------------------------------------


def test_a_draft_outlives_the_page_and_the_unit_is_known_again(
    page: Page, forms_address: str
) -> None:
    filler = Filler(page)
    filler.open(forms_address, "leadership", "wanshui")
    values = example("leadership")
    filler.fill({name: values[name] for name in ("title", "leader", "meetings", "attachments")})
    page.click("[data-add]")
    page.reload()
    assert page.is_visible("[data-restored]")
    assert page.input_value("#f-title") == values["title"]
    assert page.input_value("#f-leader-name") == values["leader"]["name"]
    assert page.locator("[data-rows=meetings] .gk-row").count() == 2
    assert (
        page.locator("[data-rows=meetings] [data-field=subject] input").first.input_value()
        == (values["meetings"][0]["subject"])
    )
    # The files themselves are not kept: they are asked for by name, and then taken as before.
    page.click("[data-send=check]")
    assert any("minutes.pdf" in told for told in filler.errors())
    page.set_input_files(
        "[data-pick]",
        {"name": "minutes.pdf", "mimeType": "", "buffer": content_of("minutes.pdf")},
    )
    page.wait_for_selector(".gk-file [data-digest]:not(:empty)")
    assert page.locator(".gk-file").count() == 1
    assert page.locator("[data-file-title]").input_value() == "会议纪要"
    page.goto(f"{forms_address}submit/news.html")
    assert page.input_value("[data-unit]") == "wanshui"
    assert not page.is_visible("[data-restored]")
    page.goto(f"{forms_address}submit/leadership.html")
    page.click("[data-clear]")
    page.wait_for_function("() => !document.querySelector('#f-title').value")
    page.reload()
    assert page.input_value("#f-title") == ""


def test_errors_stand_beside_their_fields_in_words(page: Page, forms_address: str) -> None:
    filler = Filler(page)
    filler.open(forms_address, "news", "wanshui")
    page.fill("#f-url", "www.example.gov.cn")
    page.click("[data-send=check]")
    title = page.locator("#f-title")
    assert title.evaluate("own => own === document.activeElement")
    assert title.get_attribute("aria-invalid") == "true"
    described = (title.get_attribute("aria-describedby") or "").split()
    told = [page.inner_text(f"#{each}") for each in described]
    assert told[-1] == "还没有填写。这一项必须填写。"
    assert "https://" in page.inner_text("#f-url-error")
    assert page.inner_text("#f-category-error") == "还没有选择。从中选一项。"
    assert "处需要改正" in page.inner_text("[data-status]")
    title.fill("长" * 201)
    assert not page.is_visible("#f-title-error")
    page.click("[data-send=check]")
    assert "最多 200 个字，现有 201 个" in page.inner_text("#f-title-error")


def test_figures_are_added_up_and_must_balance(page: Page, forms_address: str) -> None:
    filler = Filler(page)
    filler.open(forms_address, "annual-report", "wanshui")
    table = page.locator("table[data-table]", has_text="本年新收")
    table.locator('[data-cell="received.natural_persons"]').fill("3")
    table.locator('[data-cell="results.granted.natural_persons"]').fill("１")
    table.locator('[data-cell="results.refused.state_secret.natural_persons"]').fill("1")
    total = table.locator("tr[data-sum]")
    assert total.locator("[data-column]").first.inner_text() == "2"
    assert total.locator("[data-total]").inner_text() == "2"
    table.locator('[data-cell="received.businesses"]').focus()
    balance = page.locator("[data-balance]:visible", has_text="自然人")
    assert "合计 3" in balance.inner_text() and "合计 2" in balance.inner_text()
    assert balance.get_attribute("aria-live") == "polite"
    page.click("[data-send=check]")
    assert any("“自然人”一栏不平" in told for told in filler.errors())
    table.locator('[data-cell="carried_out.natural_persons"]').fill("1")
    table.locator('[data-cell="received.businesses"]').fill("1.5")
    page.click("[data-send=check]")
    assert not any("不平" in told for told in filler.errors())
    assert any("商业企业：应当填整数" in told for told in filler.errors())


def test_what_is_asked_follows_what_is_filled_in(page: Page, forms_address: str) -> None:
    filler = Filler(page)
    filler.open(forms_address, "media-account", "wanshui")
    assert page.is_visible("#f-platform") and not page.is_visible("#f-closed_on")
    assert not page.is_visible("#f-to")  # the registrar's
    page.check("#gk-fork-2")
    assert page.is_visible("#f-closed_on") and not page.is_visible("#f-platform")
    page.select_option("[data-unit]", "xinxigongkaizhongxin")
    assert page.is_visible("#f-to")
    page.click("[data-send=check]")
    assert page.is_visible("#f-to-error") and page.is_visible("#f-closed_on-error")
    filler.open(forms_address, "criticism", "zhengfuban")
    quarter = page.locator(".gk-field", has=page.locator("#f-quarter"))
    assert "可不填" in quarter.inner_text()
    page.select_option("#f-subject", "news-shortage")
    assert "必填" in quarter.inner_text()
    filler.open(forms_address, "gazette-display", "wanshui")
    places = page.locator("[data-field=place] select option").all_inner_texts()
    assert places == ["请选择", "党群服务中心", "学苑居委会", "宛水居委会", "柳林居委会",
                      "宣电居委会", "新文居委会"]  # fmt: skip


def test_a_list_may_begin_with_all_that_the_registry_knows(page: Page, forms_address: str) -> None:
    filler = Filler(page)
    filler.open(forms_address, "hotline-report", "xinfang")
    page.select_option("[data-field=unit] select", "geyi")
    page.click("[data-add-all]")
    chosen = page.locator("[data-field=unit] select").evaluate_all("all => all.map(a => a.value)")
    assert len(chosen) == len(set(chosen)) == 45 and chosen[0] == "geyi"
    filler.open(forms_address, "gazette-display", "wanshui")
    page.click("[data-add-all]")
    assert page.locator("[data-field=place] select").evaluate_all(
        "all => all.map(a => a.selectedOptions[0].textContent)"
    )[:2] == ["党群服务中心", "学苑居委会"]
    filler.open(forms_address, "confirmation", "zhengfuban")
    assert page.locator("[data-unit] option").count() == 2
    page.reload()
    assert page.input_value("[data-unit]") == "zhengfuban"


def test_a_form_can_be_filled_in_with_the_keyboard_alone(page: Page, forms_address: str) -> None:
    page.goto(f"{forms_address}submit/finding.html")
    page.focus("[data-clear]")
    keys = page.keyboard
    typed = {
        "gk-unit": lambda: keys.press("ArrowDown"),
        "f-title": lambda: keys.type("公报展示不规范"),
        "f-to": lambda: keys.press("ArrowDown"),
        "f-node": lambda: keys.press("ArrowDown"),
        "f-code": lambda: keys.type("irregular"),
        "f-observed_on": lambda: keys.type("08152023"),
        "f-content": lambda: keys.type("抽查发现两个村未展示。"),
    }
    for _ in range(60):
        keys.press("Tab")
        own = page.evaluate(
            "document.activeElement.id || document.activeElement.dataset.send || ''"
        )
        if own in typed:
            typed.pop(own)()
        if own == "check":
            keys.press("Enter")
            break
    assert not typed, typed
    assert page.locator(".gk-error:visible").all_inner_texts() == []
    assert "units/zhengfuban/2023/finding/2023-08-15-" in page.inner_text("[data-status]")


def test_files_are_looked_at_before_they_are_sent(
    page: Page, forms_address: str, tmp_path: Path
) -> None:
    filler = Filler(page)
    filler.open(forms_address, "policy", "shichangjianguan")

    def offer(name: str, content: bytes) -> str:
        page.set_input_files("[data-pick]", {"name": name, "mimeType": "", "buffer": content})
        page.wait_for_function("() => !document.querySelector('[data-pick]').value")
        page.wait_for_function("() => !document.querySelector('[data-send]').disabled")
        return page.inner_text("#f-attachments-error") if filler.errors() else ""

    assert "不能报送“工具.exe”" in offer("工具.exe", b"MZ")
    assert "不能报送" in offer("宏.docm", b"PK\3\4")
    assert "与扩展名不符" in offer("不是.pdf", b"PK\3\4")
    assert "空文件" in offer("空.docx", b"")
    large = tmp_path / "大.pdf"
    large.write_bytes(b"%PDF" + bytes(20 * 1024 * 1024))
    page.set_input_files("[data-pick]", large)
    page.wait_for_function("() => !document.querySelector('[data-pick]').value")
    assert "超过每个附件 20.0 MiB 的限制" in page.inner_text("#f-attachments-error")
    word = bad_files.word("此件公开发布")
    assert offer("实施 方案（终稿）.DOCX", word) == ""
    assert page.input_value("[data-file-name]") == "实施-方案-终稿.docx"
    digest = hashlib.sha256(word).hexdigest()
    assert digest in page.inner_text("[data-digest]")
    assert offer("实施 方案（终稿）.DOCX", word) == ""
    assert page.locator("[data-file-name]").last.input_value() == "实施-方案-终稿-2.docx"
    page.locator("[data-file-name]").last.fill("../坏.docx")
    page.click("[data-send=check]")
    assert any("应当写成" in told for told in filler.errors())


def test_the_forge_gets_name_and_content_or_the_clipboard_does(
    page: Page, forms_address: str
) -> None:
    opened: list[str] = []
    page.context.route("https://github.example/**", lambda route: route.fulfill(body="ok"))
    page.context.on("page", lambda other: opened.append(other.url))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    filler = Filler(page)
    filler.open(forms_address, "finding", "zhengfuban")
    values = example("finding")
    filler.fill({name: value for name, value in values.items() if name != "kind"})
    with page.context.expect_page() as other:
        page.click("[data-send=forge]")
    path, content = filename_and_value(other.value.url)
    assert path.startswith("units/zhengfuban/2023/finding/2023-08-15-")
    assert load_yaml(content.encode()) == values
    page.fill("#f-content", "长" * 3000)
    with page.context.expect_page() as other:
        page.click("[data-send=forge]")
    path, content = filename_and_value(other.value.url)
    assert path.endswith(".yml") and content == ""
    copied = page.evaluate("navigator.clipboard.readText()")
    assert load_yaml(copied.encode())["content"] == "长" * 3000
    assert "已经改为复制" in page.inner_text("[data-status]")
    filler.attach("a.pdf", content_of("a.pdf"))
    page.click("[data-send=forge]")
    assert "有附件" in page.inner_text("[data-status]")


def filename_and_value(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    assert (parts.netloc, parts.path) == ("github.example", "/o/r/new/main")
    assert len(address) <= 6 * 1024
    told = parse_qs(parts.query)
    return told["filename"][0], told.get("value", [""])[0]


def test_a_link_may_fill_in_a_form(page: Page, forms_address: str) -> None:
    page.goto(f"{forms_address}submit/appeal.html#unit=geyi&node=disclosure%2Fgazette&period=2023")
    assert page.input_value("[data-unit]") == "geyi"
    assert page.input_value("#f-node") == "disclosure/gazette"
    assert page.input_value("#f-period") == "2023"


def test_a_link_leaves_the_draft_of_another_matter_alone(page: Page, forms_address: str) -> None:
    linked = f"{forms_address}submit/appeal.html#unit=geyi&node=disclosure%2Fgazette"
    page.goto(f"{forms_address}submit/appeal.html")
    page.fill("#f-title", "另一件事")
    page.goto("about:blank")
    page.goto(linked)
    assert page.input_value("#f-title") == ""
    page.fill("#f-title", "公报一事")
    page.goto("about:blank")
    page.goto(linked)
    assert page.input_value("#f-title") == "公报一事"
    page.goto(f"{forms_address}submit/appeal.html?again")
    assert page.input_value("#f-title") == "另一件事"


def test_without_scripts_a_page_says_what_to_do(browser: Browser, forms_address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{forms_address}submit/news.html")
    assert "没有启用脚本" in page.inner_text(".gk-submit")
    assert page.locator("form[data-form]").is_hidden()
    context.close()


def test_forms_work_from_an_unpacked_folder(page: Page, forms_folder: Path) -> None:
    filler = Filler(page)
    filler.open(f"{forms_folder.as_uri()}/", "policy-issuance", "zhengfuban")
    values = example("policy-issuance")
    filler.fill({name: value for name, value in values.items() if name != "kind"})
    (text,) = filler.package().values()
    assert load_yaml(text) == values


def test_the_list_leads_to_every_form_by_who_files_it(page: Page, forms_address: str) -> None:
    page.goto(f"{forms_address}submit/index.html")
    heads = page.locator(".md-content h2").all_inner_texts()
    units, departments, townships = "乡（镇、街道）、政府工作部门", "政府工作部门", "乡（镇、街道）"
    registrar = memory.registry()["xinxigongkaizhongxin"].short_name
    assert [head.rstrip("#") for head in heads] == [
        units, departments, townships, "市政府办", "市信访局", registrar,
    ]  # fmt: skip
    links = page.locator(".gk-forms a").evaluate_all("all => all.map(a => a.href)")
    assert {link.rpartition("/")[2] for link in links} == {f"{kind}.html" for kind in KINDS}
    page.click(".gk-forms a >> nth=0")
    page.wait_for_selector("form[data-form]:visible")


def test_every_form_fits_a_telephone_and_is_usable_by_all(
    browser: Browser, forms_address: str
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, bypass_csp=True)
    page = context.new_page()
    told = []
    for name in ("index", *KINDS):
        page.goto(f"{forms_address}submit/{name}.html")
        for fold in page.locator(".gk-submit details:visible > summary").all():
            fold.click()
        if name != "index":
            page.click("[data-send=check]")  # with its errors shown
        wide = page.evaluate("document.documentElement.scrollWidth")
        told += [f"{name}: {wide} px"] if wide > 360 else []
        found = violations(page)
        told += [f"{name}: {each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]
    context.close()
    assert not told, "\n".join(told)


def test_every_form_is_valid_html(forms_folder: Path, tmp_path: Path) -> None:
    files = [forms_folder / "submit" / f"{name}.html" for name in ("index", *KINDS)]
    complaints = html_complaints(files, tmp_path)
    assert not complaints, "\n".join(complaints[:40])
