using System.Buffers;
using System.Diagnostics;

namespace MiniKube.Benchmarks;

/// <summary>Lists of growing size: time to the first byte, speed, and what the server needs beyond what it stores.</summary>
internal static class ListBenchmark
{
    private const string Json = "application/json";
    private const string Protobuf = "application/vnd.kubernetes.protobuf";
    private const string Metadata = Protobuf + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    private const string Table = "application/json;as=Table;g=meta.k8s.io;v=v1";

    private static readonly SearchValues<byte> TokenBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    private static readonly (string Name, string Query, string Accept)[] Kinds =
    [
        ("all", "", Json),
        ("label selector", "?labelSelector=shard%3Ds3", Json),
        ("field selector", "?fieldSelector=spec.nodeName%3D", Json),
        ("resourceVersion=0", "?resourceVersion=0", Json),
        ("pages of 500", "?limit=500", Json),
        ("protobuf", "", Protobuf),
        ("protobuf, label selector", "?labelSelector=shard%3Ds3", Protobuf),
        ("protobuf, pages of 500", "?limit=500", Protobuf),
        ("protobuf, metadata", "", Metadata),
        ("table", "", Table),
    ];

    public static async Task RunAsync(bool isSmoke, CancellationToken cancellationToken)
    {
        await using var server = await Server.StartAsync(cancellationToken);
        var created = 0;
        Console.WriteLine("| pods | list | MB | ms | MB/s | first byte, ms | bytes allocated per object | and per byte | extra memory at the peak, MB |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var size in isSmoke ? [100, 600] : (int[])[1_000, 10_000, 100_000])
        {
            await FillAsync(server, created, size, cancellationToken);
            created = size;
            foreach (var (name, query, accept) in Kinds)
            {
                await MeasureAsync(server, size, name, Pods.Path + query, accept, isSmoke ? 2 : 12, cancellationToken);
            }
        }
    }

    private static async Task FillAsync(Server server, int from, int to, CancellationToken cancellationToken) =>
        await Parallel.ForAsync(from, to, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellationToken }, async (number, token) =>
        {
            var answer = await server.Api.SendAsync(HttpMethod.Post, Pods.Path, token, Pods.Body(number));
            if (answer.Code != 201)
            {
                throw new InvalidOperationException(answer.Body);
            }
        });

    private static async Task MeasureAsync(
        Server server, int size, string name, string path, string accept, int rounds, CancellationToken cancellationToken)
    {
        var elapsed = new Sample();
        var first = new Sample();
        var allocated = new Sample();
        var extra = new Sample();
        long bytes = 0;
        for (var round = 0; round < rounds; round++)
        {
            var allocatedBefore = await server.AllocatedBytesAsync(cancellationToken);
            server.ResetPeakMemory();
            var memoryBefore = server.MemoryBytes;
            var start = Stopwatch.GetTimestamp();
            bytes = await ReadAsync(server, path, accept, () => first.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds), cancellationToken);
            elapsed.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            extra.Add((server.PeakMemoryBytes - memoryBefore) / 1e6);
            allocated.Add(await server.AllocatedBytesAsync(cancellationToken) - allocatedBefore);
        }

        Console.WriteLine(
            $"| {size} | {name} | {bytes / 1e6:0.0} | {elapsed} | {bytes / 1e3 / elapsed.Median:0} | {first} | "
            + $"{allocated.Median / size:0} | {allocated.Median / bytes:0.00} | {extra} |");
    }

    /// <summary>Reads a list to its end, over all pages.</summary>
    private static async Task<long> ReadAsync(Server server, string path, string accept, Action onFirstByte, CancellationToken cancellationToken)
    {
        var isPaged = path.Contains("limit=", StringComparison.Ordinal);
        var (bytes, token) = await ReadPageAsync(server, path, accept, isPaged, onFirstByte, cancellationToken);
        while (token.Length > 0)
        {
            (var more, token) = await ReadPageAsync(server, $"{path}&continue={token}", accept, isPaged, () => { }, cancellationToken);
            bytes += more;
        }

        return bytes;
    }

    private static async Task<(long Bytes, string Token)> ReadPageAsync(
        Server server, string path, string accept, bool isPaged, Action onFirstByte, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await server.Api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[1 << 16];
        var head = await body.ReadAtLeastAsync(buffer, isPaged ? 1024 : 1, throwOnEndOfStream: false, cancellationToken);
        onFirstByte();
        var token = isPaged ? TokenIn(buffer.AsSpan(0, Math.Min(head, 1024))) : "";
        long bytes = head;
        while (await body.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            bytes += read;
        }

        return (bytes, token);
    }

    /// <summary>The continue token stands near the beginning, as text in both encodings, and always starts in the same way.</summary>
    private static string TokenIn(ReadOnlySpan<byte> head)
    {
        var start = head.IndexOf("eyJ2Ijoi"u8);
        if (start < 0)
        {
            return "";
        }

        var rest = head[start..];
        var end = rest.IndexOfAnyExcept(TokenBytes);
        return System.Text.Encoding.ASCII.GetString(end < 0 ? rest : rest[..end]);
    }
}
