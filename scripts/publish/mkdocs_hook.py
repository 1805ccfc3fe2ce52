"""MkDocs hook: spares a build what it would do again each time. It changes nothing in the site.

A builder that does not know hooks loses nothing but time.
"""

import gc
import os
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "theme"


class _ThemeLoader(FileSystemLoader):
    """Lists a theme's files without its hidden folders.

    Material keeps 14,000 icons in one, and MkDocs publishes none of them.
    """

    def list_templates(self) -> list[str]:
        found: set[str] = set()
        for top in self.searchpath:
            for folder, subfolders, names in os.walk(top):
                subfolders[:] = [name for name in subfolders if not name.startswith(".")]
                found.update(os.path.relpath(os.path.join(folder, name), top) for name in names)
        return sorted(name.replace(os.sep, "/") for name in found)


@event_priority(100)  # before the search, which asks for templates already
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Let the theme keep its compiled templates, and skip what it never publishes."""
    make_environment = config.theme.get_env
    CACHE.mkdir(parents=True, exist_ok=True)

    def get_env() -> Environment:
        environment = make_environment()
        environment.loader = _ThemeLoader(config.theme.dirs)
        environment.bytecode_cache = FileSystemBytecodeCache(str(CACHE))
        environment.auto_reload = False  # no template changes during a build
        return environment

    config.theme.get_env = get_env  # type: ignore[method-assign]
    gc.disable()  # a build ends before its garbage would matter, and looking for it costs a tenth
    return config


def on_post_build(config: MkDocsConfig) -> None:
    """Leave nothing for Python to look through when it ends."""
    gc.freeze()
