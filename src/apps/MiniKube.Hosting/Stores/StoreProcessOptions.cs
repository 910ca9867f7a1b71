using System.Collections.Immutable;
using MiniKube.Etcd.Front;
using MiniKube.Peers;
using MiniKube.Store;

namespace MiniKube.Hosting.Stores;

/// <summary>How a store runs as a process of its own.</summary>
public sealed record StoreProcessOptions
{
    /// <summary>What this member is called; unique in the cluster.</summary>
    public required string Name { get; init; }

    /// <summary>Where everything durable is kept.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where other members reach this one; null: it is alone.</summary>
    public PeerOptions? Peers { get; init; }

    /// <summary>The members that a new cluster begins with: name and address of each, the same on all of them.</summary>
    public ImmutableSortedDictionary<string, Uri> InitialCluster { get; init; } = ImmutableSortedDictionary<string, Uri>.Empty;

    /// <summary>Tells clusters of the same names apart.</summary>
    public string ClusterToken { get; init; } = "mkube";

    /// <summary>Who this member is in a cluster that it was added to; null: it begins a new one.</summary>
    public StoreIdentity? Join { get; init; }

    /// <summary>Asks for a vote of its own as soon as it has caught up; otherwise an operator does.</summary>
    public bool PromotesItself { get; init; }

    /// <summary>Serves etcd's clients; null: nobody but other members is served.</summary>
    public EtcdFrontOptions? EtcdFront { get; init; }

    /// <summary>See <see cref="ReplicationOptions.LeaseReads"/>; the same on all members.</summary>
    public bool LeaseReads { get; init; }

    /// <summary>Where numbers and health are told by plain HTTP, such as http://127.0.0.1:2381; null: nowhere.</summary>
    public Uri? MetricsListen { get; init; }

    /// <summary>What heartbeats and elections are counted in.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <exception cref="ArgumentException">The options do not go together.</exception>
    public void Validate()
    {
        EtcdFront?.Validate();
        Peers?.Validate();
        if (MetricsListen is { } metrics)
        {
            MetricsListener.Validate(metrics);
        }

        if (Peers is null && (InitialCluster.Count > 0 || Join is not null))
        {
            throw new ArgumentException("a member of a cluster needs --peer-listen and the peer certificates");
        }

        if (Peers is not null && Join is null && !InitialCluster.ContainsKey(Name))
        {
            throw new ArgumentException($"--initial-cluster does not name this member, '{Name}'; to join a cluster give --join");
        }

        if (Join is not null && InitialCluster.Count > 0)
        {
            throw new ArgumentException("a member joins a cluster or begins one: give --join or --initial-cluster, not both");
        }
    }
}
