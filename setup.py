"""Install onrecord: seven rooms as packages, their data, and the command `onrecord`.

What is needed is said here, with the bounds that the code was written for; the exact versions that are tested stand in
constraints.txt (`pip install -c constraints.txt .`).
"""

from pathlib import Path

from setuptools import find_namespace_packages, setup

ROOMS = ("schemas", "language", "queries", "connectors", "pipelines", "onrecord", "examples")

RUN = [
    "apache-beam==2.77.0",  # pinned: the worker calls one experimental function of it
    "kafka-python>=3.0,<4",
    "elasticsearch>=9,<10",
    "feedparser>=6.0.12,<7",
    "tantivy>=0.27,<0.28",
    "msgspec>=0.20,<1",
    "pydantic>=2.12,<3",
    "PyYAML>=6.0.2,<7",
    "lark>=1.2,<2",
    "aiohttp>=3.13,<4",
    "starlette>=1,<2",
    "uvicorn>=0.40,<1",
    "jinja2>=3.1.6,<4",
    "prometheus-client>=0.22,<1",
    "py3langid>=0.3,<1",
    "lxml>=6,<7",
    "ahocorasick_rs>=1,<2",
    "numpy>=2,<3",
    "tzdata>=2025.2",  # time zones where the system has none
]

DEV = [
    "pytest>=9,<10",
    "pytest-asyncio>=1.3,<2",
    "pytest-timeout>=2.4,<3",  # a test that hangs fails, and the others go on
    "hypothesis>=6.140,<7",
    "ruff>=0.15,<1",
    "mypy>=2,<3",
    "psutil>=7,<8",
    "playwright>=1.55,<2",
    "types-PyYAML",
    "types-psutil",
    "lxml-stubs",
]

setup(
    name="onrecord",
    version="0.1.0",
    description="What was said, by whom, where and when: searchable and alerting seconds after it is published.",
    long_description=Path(__file__).with_name("README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    python_requires=">=3.11",
    packages=find_namespace_packages(
        include=[pattern for room in ROOMS for pattern in (room, f"{room}.*")], exclude=["*.__pycache__"]
    ),
    package_dir={"": "."},  # makes an editable install one plain path, without an import hook
    package_data={"": ["*"]},
    exclude_package_data={"": ["*.pyc"]},
    install_requires=RUN,
    extras_require={"dev": DEV},
    entry_points={"console_scripts": ["onrecord = onrecord.cli:main"]},
)
