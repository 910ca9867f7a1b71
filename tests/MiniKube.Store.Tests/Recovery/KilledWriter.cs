using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Store.Conformance;

namespace MiniKube.Store.Tests.Recovery;

/// <summary>A process that counts up a few keys at once, for ever, and says on standard output what was acknowledged.</summary>
internal static class KilledWriter
{
    public const string Verb = "write-until-killed";

    private const int Writers = 8;

    public static async Task<int> RunAsync(string directory, CancellationToken cancellationToken)
    {
        var options = TestStores.Small with { Directory = directory, HistoryBytesMax = 200 << 10 };
        await using var store = await EmbeddedStore.OpenAsync(options, NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);
        using var said = new SemaphoreSlim(1);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var key = $"k{writer}";
            var value = await store.GetAsync(key, cancellationToken) is { } current ? ValueOf(current.Text) : 0;
            while (true)
            {
                value++;
                await store.PutAsync(key, $"{value} {new string('x', 500 * writer)}", cancellationToken);
                await said.WaitAsync(cancellationToken);
                await Console.Out.WriteLineAsync($"{key} {value}".AsMemory(), cancellationToken);
                await Console.Out.FlushAsync(cancellationToken);
                said.Release();
            }
        }));
        return 0;
    }

    public static int ValueOf(string text) => int.Parse(text.AsSpan(0, text.IndexOf(' ')));
}
