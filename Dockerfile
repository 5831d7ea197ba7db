ARG PYTHON_IMAGE=python:3.11-slim-bookworm
FROM ${PYTHON_IMAGE} AS build
RUN python -m venv /venv
COPY requirements.lock .
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM ${PYTHON_IMAGE}
RUN useradd --system --uid 10001 --home-dir /srv/portal portal \
    && install --directory --owner portal /var/lib/portal
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PORTAL_VAR_DIR=/var/lib/portal
WORKDIR /srv/portal
COPY --from=build /venv /venv
COPY manage.py ./
COPY portal portal
COPY organizations organizations
COPY tickets tickets
COPY templates templates
COPY static static
RUN python -m compileall -q portal organizations tickets
USER portal
# Collecting needs no secret; debug would collect without the names that browsers may keep.
RUN PORTAL_SECRET_KEY=unused PORTAL_ENCRYPTION_KEYS=unused PORTAL_LINK_KEYS=unused \
    python manage.py collectstatic --no-input
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["python", "-m", "portal.monitoring.health.probe"]
# No access log: the paths of mailed links hold their token.
CMD ["gunicorn", "portal.wsgi", "--config", "python:portal.gunicorn", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "8", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
