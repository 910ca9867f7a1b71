using System.Globalization;
using System.Text;

namespace MiniKube.Store.Metrics;

/// <summary>A store's numbers in the text format that Prometheus reads, by the names that etcd has for the same.</summary>
public static class StoreMetricsText
{
    public static string Format(StoreMetrics metrics)
    {
        var text = new StringBuilder();
        Gauge(text, "etcd_server_has_leader", "Whether or not a leader exists. 1 is existence, 0 is not.", metrics.HasLeader ? 1 : 0);
        Gauge(text, "etcd_server_is_leader", "Whether or not this member is a leader. 1 if is, 0 otherwise.", metrics.IsLeader ? 1 : 0);
        Counter(text, "etcd_server_leader_changes_seen_total", "The number of leader changes seen.", metrics.LeaderChanges);
        Gauge(text, "etcd_server_proposals_committed_total", "The index of the last committed entry.", metrics.Committed.Value);
        Gauge(text, "etcd_server_proposals_applied_total", "The index of the last applied entry.", metrics.Applied.Value);
        Gauge(text, "etcd_server_proposals_pending", "The current number of pending proposals to commit.", metrics.ProposalsPending);
        Counter(text, "etcd_server_proposals_failed_total", "The total number of failed proposals seen.", metrics.ProposalsFailed);
        Gauge(text, "etcd_mvcc_db_total_size_in_bytes", "Size of the log and the snapshots on disk.", metrics.DiskBytes);
        Gauge(text, "etcd_mvcc_db_total_size_in_use_in_bytes", "The same: what is forgotten takes no room.", metrics.DiskBytes);
        Gauge(text, "etcd_debugging_mvcc_keys_total", "Total number of keys.", metrics.Keys);
        Histogram(text, "etcd_disk_wal_fsync_duration_seconds", "The latency distributions of fsync called by the log.", metrics.LogSync);
        Histogram(text, "etcd_snap_fsync_duration_seconds", "The latency distributions of fsync called by snapshots.", metrics.SnapshotSync);
        return text.ToString();
    }

    private static void Gauge(StringBuilder text, string name, string help, long value) => Single(text, name, help, "gauge", value);

    private static void Counter(StringBuilder text, string name, string help, long value) => Single(text, name, help, "counter", value);

    private static void Single(StringBuilder text, string name, string help, string type, long value)
    {
        Begin(text, name, help, type);
        text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }

    private static void Histogram(StringBuilder text, string name, string help, LatencySnapshot latency)
    {
        Begin(text, name, help, "histogram");
        foreach (var bucket in latency.Buckets)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{le=\"{bucket.Seconds}\"}} {bucket.Count}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{le=\"+Inf\"}} {latency.Count}\n");
        text.Append(CultureInfo.InvariantCulture, $"{name}_sum {latency.Sum.TotalSeconds}\n");
        text.Append(CultureInfo.InvariantCulture, $"{name}_count {latency.Count}\n");
    }

    private static void Begin(StringBuilder text, string name, string help, string type) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
}
