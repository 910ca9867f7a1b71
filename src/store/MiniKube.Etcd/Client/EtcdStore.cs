using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using MiniKube.Etcd.Words;
using MiniKube.Mvcc;
using MiniKube.Store;
using MiniKube.Store.Watching;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Client;

/// <summary>The engine outside: an etcd cluster. Revisions are its own. It should keep nothing else: all its keys are followed.</summary>
public sealed class EtcdStore : IStore
{
    /// <summary>A key to ask for when only the answer's header matters.</summary>
    private static readonly ByteString NoKey = ByteString.CopyFrom(0);

    private static readonly TimeSpan HistoryRetryAfter = TimeSpan.FromMilliseconds(100);

    private readonly EtcdConnection _connection;
    private readonly EventFeed _feed;
    private readonly HistoryTrimmer? _trimmer;
    private readonly TimeProvider _time;
    private long _compacted;

    private EtcdStore(EtcdConnection connection, Revision current, EtcdStoreOptions options, TimeProvider time, ILogger logger)
    {
        _connection = connection;
        _time = time;
        _feed = new EventFeed(connection, current, options, ReadNewestAsync, time, logger);
        Leases = new EtcdLeases(connection);
        _trimmer = options.HistoryAge is { } age ? new HistoryTrimmer(this, age, time, logger) : null;
    }

    public ILeases Leases { get; }

    public Revision Applied => _connection.Newest;

    public Revision Compacted => new(Math.Max(1, Volatile.Read(ref _compacted)));

    /// <summary>Connects to a cluster; returns when it has answered.</summary>
    /// <exception cref="StoreUnavailableException">No member answers.</exception>
    public static async Task<EtcdStore> OpenAsync(
        EtcdStoreOptions options, ILoggerFactory loggerFactory, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        options.Validate();
        var connection = new EtcdConnection(options, timeProvider);
        try
        {
            var current = await ReadNewestAsync(connection, cancellationToken);
            var store = new EtcdStore(connection, current, options, timeProvider, loggerFactory.CreateLogger<EtcdStore>());
            await store.FindCompactedAsync(cancellationToken);
            return store;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public async ValueTask<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        if (TransactionRules.Complaint(transaction) is { } complaint)
        {
            throw new ArgumentException(complaint, nameof(transaction));
        }

        var request = Transactions.Write(transaction);
        var response = await WithCompactedAsync(
            () => _connection.CallAsync(
                (endpoint, options) => endpoint.Kv.TxnAsync(request, options), TransactionRules.OnlyReads(transaction), cancellationToken),
            cancellationToken);
        _connection.Saw(response.Header.Revision);
        return Results.Read(transaction, response);
    }

    public async ValueTask<RangeResult> RangeAsync(RangeRequest request, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(request.Limit);
        var (key, rangeEnd) = KeyRanges.Write(request.Range);
        var asked = new Wire.RangeRequest
        {
            Key = key,
            RangeEnd = rangeEnd,
            Revision = request.At.Value,
            Limit = request.Limit,
            CountOnly = request.CountOnly,
            Serializable = request.Serializable,
        };
        Selections.Write(asked, request.Selection);
        var response = await WithCompactedAsync(
            () => _connection.CallAsync((endpoint, options) => endpoint.Kv.RangeAsync(asked, options), isRead: true, cancellationToken),
            cancellationToken);
        _connection.Saw(response.Header.Revision);
        var slice = Results.Read(response);
        var at = request.At == Revision.Zero ? new Revision(response.Header.Revision) : request.At;
        return new RangeResult(at, slice.Items, slice.Count) { IsCutOff = slice.IsCutOff };
    }

    public async IAsyncEnumerable<WatchBatch> WatchAsync(
        WatchRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = request.From == Revision.Zero ? Applied.Next : request.From;
        while (true)
        {
            while (next < _feed.Window.First)
            {
                await foreach (var batch in ReadHistoryAsync(request.Range, next, cancellationToken))
                {
                    next = batch.UpTo.Next;
                    if (!batch.Events.IsEmpty)
                    {
                        yield return batch;
                    }
                }
            }

            await using var live = WatchLoop.RunAsync(_feed, request with { From = next }, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    await live.MoveNextAsync();
                }
                catch (BehindException behind)
                {
                    next = behind.Next;
                    break;
                }

                next = live.Current.UpTo.Next;
                yield return live.Current;
            }
        }
    }

    public async ValueTask CompactAsync(Revision upTo, CancellationToken cancellationToken)
    {
        var request = new Wire.CompactionRequest { Revision = upTo.Value };
        var response = await WithCompactedAsync(
            () => _connection.CallAsync((endpoint, options) => endpoint.Kv.CompactAsync(request, options), isRead: false, cancellationToken),
            cancellationToken);
        _connection.Saw(response.Header.Revision);
        SawCompacted(upTo);
    }

    public async ValueTask DisposeAsync()
    {
        if (_trimmer is not null)
        {
            await _trimmer.DisposeAsync();
        }

        await _feed.DisposeAsync();
        _connection.Dispose();
    }

    private static async ValueTask<Revision> ReadNewestAsync(EtcdConnection connection, CancellationToken cancellationToken)
    {
        var request = new Wire.RangeRequest { Key = NoKey, CountOnly = true };
        var response = await connection.CallAsync((endpoint, options) => endpoint.Kv.RangeAsync(request, options), isRead: true, cancellationToken);
        connection.Saw(response.Header.Revision);
        return new Revision(response.Header.Revision);
    }

    private ValueTask<Revision> ReadNewestAsync(CancellationToken cancellationToken) => ReadNewestAsync(_connection, cancellationToken);

    /// <summary>Changes that are no longer here, read from the cluster up to where they are.</summary>
    private async IAsyncEnumerable<WatchBatch> ReadHistoryAsync(
        KeyRange range, Revision from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var endpoint = _connection.Current;
        await using var reading = UpstreamWatch.ReadAsync(_connection, endpoint, from, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var next = from;
        while (next < _feed.Window.First)
        {
            if (!await MoveNextAsync(reading, endpoint, cancellationToken))
            {
                yield break;
            }

            var upTo = reading.Current[^1].At;
            yield return new WatchBatch(upTo, [.. reading.Current.Where(change => range.Contains(change.Key))]);
            next = upTo.Next;
        }
    }

    /// <summary>False when the member was lost: another one is to be asked then.</summary>
    private async ValueTask<bool> MoveNextAsync<T>(IAsyncEnumerator<T> reading, EtcdEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            return await reading.MoveNextAsync();
        }
        catch (CompactedException exception)
        {
            SawCompacted(exception.Oldest);
            throw;
        }
        catch (RpcException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _connection.Leave(endpoint);
            await Task.Delay(HistoryRetryAfter, _time, cancellationToken);
            return false;
        }
    }

    /// <summary>etcd says that a revision is gone, not what the oldest is.</summary>
    private async ValueTask<T> WithCompactedAsync<T>(Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (CompactedException)
        {
            await FindCompactedAsync(cancellationToken);
            throw new CompactedException(Compacted);
        }
    }

    /// <summary>Finds the oldest revision that is kept. etcd tells nobody, but it refuses to read what is older.</summary>
    private async ValueTask FindCompactedAsync(CancellationToken cancellationToken)
    {
        var low = Compacted.Value;
        var high = Applied.Value;
        if (await IsKeptAsync(low, cancellationToken))
        {
            return;
        }

        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (await IsKeptAsync(middle, cancellationToken))
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }

        SawCompacted(new Revision(high));
    }

    private async ValueTask<bool> IsKeptAsync(long revision, CancellationToken cancellationToken)
    {
        var request = new Wire.RangeRequest { Key = NoKey, CountOnly = true, Revision = revision };
        try
        {
            await _connection.CallAsync((endpoint, options) => endpoint.Kv.RangeAsync(request, options), isRead: true, cancellationToken);
            return true;
        }
        catch (CompactedException)
        {
            return false;
        }
    }

    private void SawCompacted(Revision upTo)
    {
        for (var known = Volatile.Read(ref _compacted); known < upTo.Value; known = Volatile.Read(ref _compacted))
        {
            Interlocked.CompareExchange(ref _compacted, upTo.Value, known);
        }

        // Nobody shall see here what the cluster would refuse.
        _feed.Window.DropBefore(upTo);
    }
}
