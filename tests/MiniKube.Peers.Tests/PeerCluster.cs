using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Raft;
using MiniKube.Store;

namespace MiniKube.Peers.Tests;

/// <summary>Three members on loopback that talk over gRPC, each with a directory.</summary>
internal sealed class PeerCluster : IAsyncDisposable
{
    private readonly PeerFiles _files = new();
    private readonly Dictionary<int, PeerNetwork> _networks = [];
    private readonly Dictionary<int, EmbeddedStore> _members = [];
    private ImmutableSortedDictionary<MemberId, MemberContact> _first = ImmutableSortedDictionary<MemberId, MemberContact>.Empty;

    public StoreOptions Options { get; init; } = new();

    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where the others are told to reach a member that listens at an address.</summary>
    public Func<Uri, Uri> Route { get; init; } = address => address;

    public EmbeddedStore this[int number] => _members[number];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var number = 1; number <= 3; number++)
        {
            _networks[number] = await PeerNetwork.StartAsync(
                _files.OptionsFor($"m{number}", (ulong)number), NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);
        }

        _first = _networks.ToImmutableSortedDictionary(
            network => new MemberId((ulong)network.Key), network => new MemberContact($"m{network.Key}", [Route(network.Value.Address).ToString()], []));
        for (var number = 1; number <= 3; number++)
        {
            await OpenAsync(number, cancellationToken);
        }
    }

    /// <summary>Stops a member and its listener.</summary>
    public async Task StopAsync(int number)
    {
        await _members[number].DisposeAsync();
        await _networks[number].DisposeAsync();
        _members.Remove(number);
        _networks.Remove(number);
    }

    /// <summary>Starts a member at another address than before; the others are told.</summary>
    public async Task MoveAsync(int number, int told, CancellationToken cancellationToken)
    {
        _networks[number] = await PeerNetwork.StartAsync(
            _files.OptionsFor($"m{number}-again", (ulong)number), NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);
        await _members[told].Members.UpdateAsync(
            new MemberId((ulong)number), [_networks[number].Address.ToString()], cancellationToken);
        await OpenAsync(number, cancellationToken);
    }

    /// <summary>Adds a fourth member and starts it; it knows nobody's address.</summary>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        _networks[4] = await PeerNetwork.StartAsync(
            _files.OptionsFor("m4", 4), NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);
        var added = await _members[1].Members.AddAsync([_networks[4].Address.ToString()], isLearner: true, cancellationToken);
        _first = ImmutableSortedDictionary<MemberId, MemberContact>.Empty;
        _files.OptionsFor("m4", added.Id.Value);
        await OpenAsync(4, added.Id, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members.Values)
        {
            await member.DisposeAsync();
        }

        foreach (var network in _networks.Values)
        {
            await network.DisposeAsync();
        }

        _files.Dispose();
    }

    private Task OpenAsync(int number, CancellationToken cancellationToken) =>
        OpenAsync(number, new MemberId((ulong)number), cancellationToken);

    private async Task OpenAsync(int number, MemberId id, CancellationToken cancellationToken)
    {
        var replication = new ReplicationOptions
        {
            Identity = new StoreIdentity(5, id),
            FirstMembers = _first,
            Tick = TimeSpan.FromMilliseconds(50),
            RequestTimeout = RequestTimeout,
        };
        _members[number] = await EmbeddedStore.OpenAsync(
            Options with { Directory = Path.Combine(_files.Directory, $"data-{number}") },
            replication,
            _networks[number],
            NullLoggerFactory.Instance,
            TimeProvider.System,
            cancellationToken);
    }
}
