using System.Collections.Immutable;

namespace MiniKube.Scheduler.Snapshot;

/// <summary>Every node at one moment; what a scheduling decision is made from.</summary>
internal sealed record ClusterSnapshot(ImmutableArray<NodeInfo> Nodes);
