using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using MiniKube.Etcd.Protocol;

namespace MiniKube.Benchmarks.Stores;

/// <summary>What clients do to a store, the same for every store.</summary>
internal static class StoreLoad
{
    /// <summary>More clients share connections, as with etcd's own load tool.</summary>
    private const int ConnectionsMax = 32;

    private static readonly ByteString Value = ByteString.CopyFrom(new byte[256]);

    public static Task<Measurement> PutAsync(StoreCluster cluster, int clients, int operations, CancellationToken cancellationToken) =>
        RunAsync(cluster, clients, operations, Put(cancellationToken));

    /// <summary>One client's puts, sent to the leader or to a member a few places behind it, which has to forward them.</summary>
    public static async Task<Measurement> PutNearLeaderAsync(StoreCluster cluster, int membersBehind, int operations, CancellationToken cancellationToken) =>
        await RunAsync(cluster, 1, operations, Put(cancellationToken), await cluster.FindLeaderAsync(cancellationToken) + membersBehind);

    public static Task<Measurement> GetAsync(StoreCluster cluster, int clients, int operations, bool isSerializable, CancellationToken cancellationToken) =>
        RunAsync(cluster, clients, operations, (client, number) => client.RangeAsync(
            new RangeRequest { Key = ByteString.CopyFromUtf8($"/load/{number % 10_000:d8}"), Serializable = isSerializable }, cancellationToken: cancellationToken));

    /// <summary>The least that a call can be: a key that is not there, answered from memory.</summary>
    public static Task<Measurement> NothingAsync(StoreCluster cluster, int clients, int operations, CancellationToken cancellationToken) =>
        RunAsync(cluster, clients, operations, (client, _) => client.RangeAsync(
            new RangeRequest { Key = ByteString.CopyFromUtf8("/nothing"), Serializable = true }, cancellationToken: cancellationToken));

    /// <summary>Ranges of 1,000 keys of 256 bytes.</summary>
    public static Task<Measurement> RangeAsync(StoreCluster cluster, int clients, int operations, CancellationToken cancellationToken) =>
        RunAsync(cluster, clients, operations, (client, number) => client.RangeAsync(
            new RangeRequest
            {
                Key = ByteString.CopyFromUtf8($"/load/{number % 9 * 1000:d8}"),
                RangeEnd = ByteString.CopyFromUtf8("/load0"),
                Limit = 1000,
            },
            cancellationToken: cancellationToken));

    /// <summary>Events of one key, each delivered to every watcher; the rate is of delivered events.</summary>
    public static async Task<Measurement> WatchAsync(StoreCluster cluster, int watchers, int changes, CancellationToken cancellationToken)
    {
        var key = ByteString.CopyFromUtf8("/watched");
        using var channels = new ChannelSet(cluster, 10);
        using var opened = new SemaphoreSlim(0);
        var latency = new Sample();
        var sentAt = new long[changes];
        var watching = Enumerable.Range(0, watchers)
            .Select(watcher => WatchOneAsync(channels[watcher], key, sentAt, latency, opened, cancellationToken)).ToArray();
        for (var watcher = 0; watcher < watchers; watcher++)
        {
            await opened.WaitAsync(cancellationToken);
        }

        var writer = new KV.KVClient(channels[0]);
        var cpu = cluster.CpuSeconds;
        var start = Stopwatch.GetTimestamp();
        for (var change = 0; change < changes; change++)
        {
            sentAt[change] = Stopwatch.GetTimestamp();
            _ = await writer.PutAsync(new PutRequest { Key = key, Value = Value }, cancellationToken: cancellationToken);
        }

        await Task.WhenAll(watching);
        var events = (double)watchers * changes;
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new Measurement(events / seconds, latency.Median, latency.At(0.99), (cluster.CpuSeconds - cpu) / events * 1e6);
    }

    /// <summary>Memory of the server for each watch that is open and idle, in bytes.</summary>
    public static async Task<double> IdleWatchBytesAsync(StoreCluster cluster, int watchers, CancellationToken cancellationToken)
    {
        using var channels = new ChannelSet(cluster, 10);
        using var opened = new SemaphoreSlim(0);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var before = cluster.MemoryBytes;
        var watching = Enumerable.Range(0, watchers).Select(watcher => WatchOneAsync(
            channels[watcher], ByteString.CopyFromUtf8($"/idle/{watcher}"), new long[1], new Sample(), opened, end.Token)).ToArray();
        for (var watcher = 0; watcher < watchers; watcher++)
        {
            await opened.WaitAsync(cancellationToken);
        }

        var bytes = (double)(cluster.MemoryBytes - before) / watchers;
        await end.CancelAsync();
        _ = await Task.WhenAny(Task.WhenAll(watching));
        return bytes;
    }

    private static async Task<Measurement> RunAsync<T>(
        StoreCluster cluster, int clients, int operations, Func<KV.KVClient, int, AsyncUnaryCall<T>> call, int firstMember = 0)
    {
        using var channels = new ChannelSet(cluster, Math.Min(clients, ConnectionsMax), firstMember);
        var latencies = new double[operations];
        var next = -1;
        var cpu = cluster.CpuSeconds;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async number =>
        {
            var client = new KV.KVClient(channels[number]);
            while (Interlocked.Increment(ref next) is var operation && operation < operations)
            {
                var sent = Stopwatch.GetTimestamp();
                _ = await call(client, operation);
                latencies[operation] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            }
        }));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        cpu = cluster.CpuSeconds - cpu;
        Array.Sort(latencies);
        return new Measurement(operations / seconds, latencies[operations / 2], latencies[(int)(operations * 0.99)], cpu / operations * 1e6);
    }

    private static Func<KV.KVClient, int, AsyncUnaryCall<PutResponse>> Put(CancellationToken cancellationToken) => (client, number) => client.PutAsync(
        new PutRequest { Key = ByteString.CopyFromUtf8($"/load/{number % 10_000:d8}"), Value = Value }, cancellationToken: cancellationToken);

    private static async Task WatchOneAsync(
        GrpcChannel channel, ByteString key, long[] sentAt, Sample latency, SemaphoreSlim opened, CancellationToken cancellationToken)
    {
        using var call = new Watch.WatchClient(channel).Watch(cancellationToken: cancellationToken);
        await call.RequestStream.WriteAsync(new WatchRequest { CreateRequest = new WatchCreateRequest { Key = key } }, cancellationToken);
        var seen = 0;
        while (seen < sentAt.Length && await call.ResponseStream.MoveNext(cancellationToken))
        {
            var answer = call.ResponseStream.Current;
            if (answer.Created)
            {
                opened.Release();
            }

            foreach (var _ in answer.Events)
            {
                latency.Add(Stopwatch.GetElapsedTime(sentAt[seen]).TotalMilliseconds);
                seen++;
            }
        }
    }
}
