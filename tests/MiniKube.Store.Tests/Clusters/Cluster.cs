using System.Collections.Immutable;
using MiniKube.Raft;
using MiniKube.Store.Tests.Disks;
using MiniKube.Store.Tests.Recovery;

namespace MiniKube.Store.Tests.Clusters;

/// <summary>A few members in this process, each with a disk that outlives it.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private const ulong Id = 77;

    private readonly StoreOptions _options;
    private readonly ImmutableSortedDictionary<MemberId, MemberContact> _first;
    private readonly Dictionary<MemberId, SimulatedDisk> _disks = [];
    private readonly Dictionary<MemberId, EmbeddedStore> _members = [];

    private Cluster(int size, StoreOptions options)
    {
        _options = options;
        _first = Enumerable.Range(1, size).ToImmutableSortedDictionary(
            number => new MemberId((ulong)number), number => new MemberContact($"m{number}", [$"https://m{number}:2380"], []));
    }

    public LoopbackNetwork Network { get; } = new();

    public IEnumerable<EmbeddedStore> All => _members.Values;

    public EmbeddedStore this[int number] => _members[new MemberId((ulong)number)];

    public static async Task<Cluster> StartAsync(int size, StoreOptions options, CancellationToken cancellationToken)
    {
        var cluster = new Cluster(size, options);
        foreach (var id in cluster._first.Keys)
        {
            cluster._disks.Add(id, new SimulatedDisk());
            await cluster.StartAsync((int)id.Value, cancellationToken);
        }

        return cluster;
    }

    /// <summary>Starts a member with what is on its disk.</summary>
    public Task<EmbeddedStore> StartAsync(int number, CancellationToken cancellationToken) =>
        OpenAsync(new MemberId((ulong)number), _first, cancellationToken);

    /// <summary>Starts a new member with an empty disk that has been added to the cluster before.</summary>
    public Task<EmbeddedStore> JoinAsync(MemberId id, CancellationToken cancellationToken)
    {
        _disks[id] = new SimulatedDisk();
        return OpenAsync(id, ImmutableSortedDictionary<MemberId, MemberContact>.Empty, cancellationToken);
    }

    /// <summary>Cuts a member's power: what it had not synced may be lost.</summary>
    public async Task KillAsync(int number, Random random)
    {
        var id = new MemberId((ulong)number);
        Network.CutOff(id);
        var left = _disks[id].Crash(random);
        await _members[id].DisposeAsync();
        _members.Remove(id);
        _disks[id] = left;
        Network.Heal(id);
    }

    /// <summary>Who leads, once somebody does.</summary>
    public async Task<int> LeaderAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var member in _members.Values)
            {
                var status = await member.Members.StatusAsync(cancellationToken);
                if (status.Leader == member.Members.Identity.Member && status.Complaints.IsEmpty && member.IsLeading)
                {
                    return (int)status.Leader.Value;
                }
            }

            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members.Values)
        {
            await member.DisposeAsync();
        }
    }

    private async Task<EmbeddedStore> OpenAsync(
        MemberId id, ImmutableSortedDictionary<MemberId, MemberContact> first, CancellationToken cancellationToken)
    {
        var replication = new ReplicationOptions
        {
            Identity = new StoreIdentity(Id, id),
            FirstMembers = first,
            Tick = TimeSpan.FromMilliseconds(20),
            RequestTimeout = TimeSpan.FromSeconds(20),
        };
        var environment = TestStores.Environment(TimeProvider.System, seed: (int)id.Value + Environment.TickCount);
        var member = await EmbeddedStore.OpenAsync(() => _disks[id], _options, replication, Network, environment, cancellationToken);
        _members[id] = member;
        return member;
    }
}
