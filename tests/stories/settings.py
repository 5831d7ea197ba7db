"""The product's settings, with a receiver of the stories where Slack would be."""

import os

from apprise.plugins.slack import NotifySlack

from portal.settings import *  # noqa: F403

NotifySlack.webhook_url = os.environ["STORIES_SLACK_URL"]
