using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using MiniKube.Mvcc;
using MiniKube.Store.Disks;
using MiniKube.Store.Leases;
using MiniKube.Store.Loops;
using MiniKube.Store.Members;
using MiniKube.Store.Metrics;
using MiniKube.Store.Peers;
using MiniKube.Store.Snapshots;
using MiniKube.Store.Watching;

namespace MiniKube.Store;

/// <summary>The engine within the process: one member, alone or of several.</summary>
public sealed class EmbeddedStore : IStore, ISnapshotSource, IStoreMetricsSource, IWatchSource
{
    private readonly MemberHost _loop;
    private readonly EmbeddedMembership _members;
    private readonly MemberMetrics _metrics;
    private readonly int _transactionBytesMax;

    private EmbeddedStore(MemberHost loop, HostEnvironment environment, int transactionBytesMax)
    {
        _loop = loop;
        _members = new EmbeddedMembership(loop, loop.Desk, environment.Random);
        Leases = new EmbeddedLeases(loop);
        _metrics = new MemberMetrics(loop, environment.Latencies);
        _transactionBytesMax = transactionBytesMax;
    }

    public Revision Applied => _loop.State.Current;

    public Revision Compacted => _loop.State.Compacted;

    public ILeases Leases { get; }

    /// <summary>Whether this member leads, and has applied all that was acknowledged before.</summary>
    public bool IsLeading => _loop.IsLeading;

    /// <summary>Who belongs to the store.</summary>
    public IStoreMembership Members => _members;

    /// <summary>Opens the store of a directory, or begins one in memory when the options name none.</summary>
    /// <exception cref="CorruptStoreException">What is in the directory is damaged.</exception>
    /// <exception cref="StoreUnavailableException">Another process has the directory.</exception>
    public static async Task<EmbeddedStore> OpenAsync(
        StoreOptions options, ILoggerFactory loggerFactory, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        options.Validate();
        if (options.Directory is { } directory)
        {
            return await OpenAsync(() => new DirectoryDisk(directory), options, null, NoPeers.Instance, Environment(loggerFactory, timeProvider), cancellationToken);
        }

        return await InMemoryAsync(MvccState.Empty, options, Environment(loggerFactory, timeProvider), cancellationToken);
    }

    /// <summary>Opens a member of a cluster. Returns before the others are there; calls wait for them.</summary>
    /// <exception cref="CorruptStoreException">What is in the directory is damaged.</exception>
    /// <exception cref="StoreUnavailableException">Another process has the directory.</exception>
    public static async Task<EmbeddedStore> OpenAsync(
        StoreOptions options,
        ReplicationOptions replication,
        IPeerNetwork network,
        ILoggerFactory loggerFactory,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        options.Validate();
        replication.Validate();
        var directory = options.Directory ?? throw new ArgumentException("a member of a cluster needs a directory", nameof(options));
        return await OpenAsync(
            () => new DirectoryDisk(directory), options, replication, network, Environment(loggerFactory, timeProvider), cancellationToken);
    }

    /// <summary>Opens the store of any disk, and owns it.</summary>
    internal static async Task<EmbeddedStore> OpenAsync(
        Func<IDisk> disk,
        StoreOptions options,
        ReplicationOptions? replication,
        IPeerNetwork network,
        HostEnvironment environment,
        CancellationToken cancellationToken)
    {
        var birth = replication is null
            ? MemberBirth.Alone(environment.Random, MemberContact.Unknown)
            : new MemberBirth(replication.Identity, replication.FirstMembers);

        // Recovery reads files and works through them for long.
        var recovered = await Task.Run(
            () => Recovery.Open(new MeasuredDisk(disk(), environment.Latencies, environment.Time), birth, options, environment.Random, environment.Logger), cancellationToken);
        return await StartAsync(recovered, options, replication, network, environment);
    }

    /// <summary>An independent store in memory that begins as this one was at a kept revision. Costs nothing: the two share what they have in common.</summary>
    public EmbeddedStore Fork(Revision at, StoreOptions options, ILoggerFactory loggerFactory, TimeProvider timeProvider)
    {
        options.Validate();
        if (options.Directory is not null)
        {
            throw new ArgumentException("a fork lives in memory", nameof(options));
        }

        var state = At(at);
        var begin = at == Revision.Zero ? state : state.Rewind(at);
        var environment = Environment(loggerFactory, timeProvider);
        return new EmbeddedStore(InMemory(begin, options, environment), environment, options.TransactionBytesMax);
    }

    public async ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        if (TransactionRules.Complaint(transaction) is { } complaint)
        {
            throw new ArgumentException(complaint, nameof(transaction));
        }

        _loop.ThrowIfUnavailable();
        if (TransactionRules.OldestRevision(transaction) is { } oldest && oldest < Compacted)
        {
            // Other members may still have it, so that the log says nothing of it.
            throw new CompactedException(Compacted);
        }

        if (TransactionRules.OnlyReads(transaction))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await _loop.CatchUpAsync(cancellationToken);
            return CarriedOut(_loop.State.Apply(transaction).Result);
        }

        var proposal = new CommitProposal(transaction);
        if (proposal.BytesMax > _transactionBytesMax)
        {
            throw new TransactionTooLargeException(proposal.BytesMax, _transactionBytesMax);
        }

        await _loop.ProposeAsync(proposal, cancellationToken);
        return CarriedOut(await proposal.WaitAsync(cancellationToken));
    }

    public ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegative(request.Limit);

        // With one member, what it has applied is all there is: a linearizable read need not wait for anybody.
        return request.At != Revision.Zero || request.Serializable || _loop.IsAlone
            ? new ValueTask<RangeResult>(Range(request))
            : new ValueTask<RangeResult>(CatchUpAndRangeAsync(request, cancellationToken));
    }

    public IAsyncEnumerable<WatchBatch> WatchAsync(WatchRequest request, CancellationToken cancellationToken) =>
        WatchLoop.RunAsync(this, request, cancellationToken);

    public async ValueTask CompactAsync(Revision upTo, CancellationToken cancellationToken)
    {
        _loop.ThrowIfUnavailable();
        var proposal = new CompactProposal(upTo);
        await _loop.ProposeAsync(proposal, cancellationToken);
        await proposal.WaitAsync(cancellationToken);
    }

    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSnapshotAsync(CancellationToken cancellationToken)
    {
        _loop.ThrowIfUnavailable();
        return SnapshotStream.ReadAsync(_loop.Point, _loop.Identity.Cluster, cancellationToken);
    }

    /// <summary>Tells the cluster what this member is called, and where it is reached.</summary>
    public ValueTask PublishAsync(MemberContact contact, CancellationToken cancellationToken) =>
        _members.UpdateAsync(Members.Identity.Member, contact, cancellationToken);

    /// <summary>Waits until the store does nothing any more: it has failed, or was disposed of.</summary>
    public Task EndedAsync(CancellationToken cancellationToken) => _loop.EndedAsync(cancellationToken);

    public ValueTask<StoreMetrics> ReadMetricsAsync(CancellationToken cancellationToken) => _metrics.ReadAsync(cancellationToken);

    /// <summary>
    /// Lets another member lead, if this one does: to be called before a stop, so that the others need not find out first. Bounded by the time that
    /// an election would take; what is asked meanwhile is answered.
    /// </summary>
    public Task HandOverAsync(CancellationToken cancellationToken) => _loop.HandOver.RunAsync(cancellationToken);

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    Revision IWatchSource.Newest => Applied;

    WatcherIndex IWatchSource.Watchers => _loop.Watchers;

    void IWatchSource.ThrowIfUnavailable() => _loop.ThrowIfUnavailable();

    StoreUnavailableException IWatchSource.Unavailable() => _loop.Unavailable();

    WatchBatch? IWatchSource.Read(KeyRange range, Revision from, out bool isCaughtUp)
    {
        // Taken anew for each batch: a slow reader must not keep old states alive.
        var state = _loop.State;
        if (from > state.Current)
        {
            isCaughtUp = true;
            return null;
        }

        if (from < state.Compacted)
        {
            throw new CompactedException(state.Compacted);
        }

        var batch = WatchReader.Read(state, range, from);
        isCaughtUp = batch.UpTo == state.Current;
        return batch;
    }

    private static MemberHost InMemory(MvccState state, StoreOptions options, HostEnvironment environment) => new(
        Recovery.InMemory(MemberBirth.Alone(environment.Random, MemberContact.Unknown), state), options, null, NoPeers.Instance, environment);

    private static async Task<EmbeddedStore> InMemoryAsync(
        MvccState state, StoreOptions options, HostEnvironment environment, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var host = InMemory(state, options, environment);
        await host.BeginAsync();
        return new EmbeddedStore(host, environment, options.TransactionBytesMax);
    }

    private static async Task<EmbeddedStore> StartAsync(
        RecoveredMember recovered, StoreOptions options, ReplicationOptions? replication, IPeerNetwork network, HostEnvironment environment)
    {
        var host = new MemberHost(recovered, options, replication, network, environment);
        try
        {
            await host.BeginAsync();
            return new EmbeddedStore(host, environment, options.TransactionBytesMax);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private static HostEnvironment Environment(ILoggerFactory loggerFactory, TimeProvider timeProvider) => new(
        timeProvider,
        static () => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))),
        RandomNumberGenerator.GetInt32,
        loggerFactory.CreateLogger<EmbeddedStore>());

    private async Task<RangeResult> CatchUpAndRangeAsync(RangeRequest request, CancellationToken cancellationToken)
    {
        _loop.ThrowIfUnavailable();
        await _loop.CatchUpAsync(cancellationToken);
        return Range(request);
    }

    private RangeResult Range(RangeRequest request)
    {
        var state = At(request.At);
        var at = request.At == Revision.Zero ? state.Current : request.At;
        int? limit = request.CountOnly ? 0 : request.Limit == 0 ? null : request.Limit;
        var slice = state.Range(request.Range, at, limit, request.Selection);
        return new RangeResult(at, slice.Items, slice.Count) { IsCutOff = slice.IsCutOff && !request.CountOnly };
    }

    private TransactionResult CarriedOut(TransactionResult result) => result.Refusal switch
    {
        Refusal.None => result,
        Refusal.Compacted => throw new CompactedException(Compacted),
        Refusal.FutureRevision => throw new FutureRevisionException(Applied),
        var reason => throw new RefusedException(reason),
    };

    /// <summary>A state that holds the revision.</summary>
    private MvccState At(Revision revision)
    {
        _loop.ThrowIfUnavailable();
        var state = _loop.State;
        if (revision == Revision.Zero)
        {
            return state;
        }

        if (revision > state.Current)
        {
            throw new FutureRevisionException(state.Current);
        }

        return revision < state.Compacted ? throw new CompactedException(state.Compacted) : state;
    }
}
