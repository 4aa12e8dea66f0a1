//! A bucket that speaks S3. Who may use it and where it is stands in the environment, under the
//! names that other programs use as well: `AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT`, `AWS_REGION`, ….

use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ClientOptions, RetryConfig};

use super::{Bodies, MARK, storage};
use crate::store::{Error, Result};

/// A desk waits no longer for its answer.
const TRYING: Duration = Duration::from_secs(20);
const TIMEOUT: Duration = Duration::from_secs(10);
const TRIES: usize = 4;

impl Bodies {
    /// `s3://BUCKET/PREFIX`. Writes there once, so that a wrong address is found out before
    /// anybody trusts it.
    pub async fn bucket(
        address: &str,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self> {
        let unclear = || Error::Storage("a bucket is written as s3://BUCKET/PREFIX".into());
        let rest = address.strip_prefix("s3://").ok_or_else(unclear)?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(unclear());
        }
        // Whoever has chosen one already keeps it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let retry =
            RetryConfig { max_retries: TRIES, retry_timeout: TRYING, ..RetryConfig::default() };
        let mut builder = AmazonS3Builder::new()
            .with_retry(retry)
            .with_client_options(ClientOptions::new().with_timeout(TIMEOUT));
        for (name, value) in environment.into_iter().filter(|(name, _)| name.starts_with("AWS_")) {
            if let Ok(key) = name.to_ascii_lowercase().parse() {
                builder = builder.with_config(key, value);
            }
        }
        let objects = builder.with_bucket_name(bucket).build().map_err(storage)?;
        let objects = PrefixStore::new(objects, Path::from(prefix));
        let bodies = Self { objects: Arc::new(objects), is_marked: true };
        let marked = bodies.put(&Path::from(MARK), Vec::new()).await;
        marked.map_err(|error| Error::Storage(format!("the bucket {bucket}: {error}")))?;
        Ok(bodies)
    }
}
