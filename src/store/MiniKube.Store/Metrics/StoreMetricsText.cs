using System.Globalization;
using System.Text;

namespace MiniKube.Store.Metrics;

/// <summary>A store's numbers in the text format that Prometheus reads, by the names that etcd has for the same.</summary>
public static class StoreMetricsText
{
    private const string RoundTrip = "etcd_network_peer_round_trip_time_seconds";

    public static string Format(StoreMetrics metrics)
    {
        var text = new StringBuilder();
        Gauge(text, "etcd_server_has_leader", "Whether or not a leader exists. 1 is existence, 0 is not.", metrics.HasLeader ? 1 : 0);
        Gauge(text, "etcd_server_is_leader", "Whether or not this member is a leader. 1 if is, 0 otherwise.", metrics.IsLeader ? 1 : 0);
        Gauge(text, "etcd_server_is_learner", "Whether or not this member is a learner. 1 if is, 0 otherwise.", metrics.IsLearner ? 1 : 0);
        Begin(text, "etcd_server_id", "Server or member ID in hexadecimal format. 1 for 'server_id' label with current ID.", "gauge");
        text.Append(CultureInfo.InvariantCulture, $"etcd_server_id{{server_id=\"{metrics.Member}\"}} 1\n");
        Counter(text, "etcd_server_leader_changes_seen_total", "The number of leader changes seen.", metrics.LeaderChanges);
        Gauge(text, "etcd_server_proposals_committed_total", "The index of the last committed entry.", metrics.Committed.Value);
        Gauge(text, "etcd_server_proposals_applied_total", "The index of the last applied entry.", metrics.Applied.Value);
        Gauge(text, "etcd_server_proposals_pending", "The current number of pending proposals to commit.", metrics.ProposalsPending);
        Counter(text, "etcd_server_proposals_failed_total", "The total number of failed proposals seen.", metrics.ProposalsFailed);
        Gauge(text, "etcd_mvcc_db_total_size_in_bytes", "Size of the log and the snapshots on disk.", metrics.DiskBytes);
        Gauge(text, "etcd_mvcc_db_total_size_in_use_in_bytes", "The same: what is forgotten takes no room.", metrics.DiskBytes);
        Gauge(text, "etcd_debugging_mvcc_keys_total", "Total number of keys.", metrics.Keys);
        Gauge(text, "etcd_debugging_mvcc_current_revision", "The current revision of the store.", metrics.Revision.Value);
        Gauge(text, "etcd_debugging_mvcc_compact_revision", "The revision before which history is forgotten.", metrics.Compacted.Value);
        Gauge(text, "mkube_store_leases", "Leases that are there.", metrics.Leases);
        Histogram(text, "etcd_disk_wal_fsync_duration_seconds", "The latency distributions of fsync called by the log.", metrics.LogSync);
        Histogram(text, "etcd_snap_fsync_duration_seconds", "The latency distributions of fsync called by snapshots.", metrics.SnapshotSync);
        if (!metrics.RoundTrips.IsEmpty)
        {
            Begin(text, RoundTrip, "Round-trip-time histogram between members.", "histogram");
            foreach (var (member, latency) in metrics.RoundTrips)
            {
                Histogram(text, RoundTrip, latency, $"To=\"{member}\"");
            }
        }

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
        Histogram(text, name, latency, null);
    }

    private static void Histogram(StringBuilder text, string name, LatencySnapshot latency, string? label)
    {
        var first = label is null ? string.Empty : label + ",";
        var only = label is null ? string.Empty : $"{{{label}}}";
        foreach (var bucket in latency.Buckets)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{first}le=\"{bucket.Seconds}\"}} {bucket.Count}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{first}le=\"+Inf\"}} {latency.Count}\n");
        text.Append(CultureInfo.InvariantCulture, $"{name}_sum{only} {latency.Sum.TotalSeconds}\n");
        text.Append(CultureInfo.InvariantCulture, $"{name}_count{only} {latency.Count}\n");
    }

    private static void Begin(StringBuilder text, string name, string help, string type) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
}
