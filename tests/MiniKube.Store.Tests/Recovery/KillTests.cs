using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Store.Conformance;

namespace MiniKube.Store.Tests.Recovery;

public sealed class KillTests
{
    private const int Rounds = 8;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_process_is_killed()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var directory = new TemporaryDirectory();
        var acknowledged = new Dictionary<string, int>();
        for (var round = 0; round < Rounds; round++)
        {
            await WriteAndKillAsync(directory.Path, 150 + (37 * round), acknowledged, cancellationToken);

            await using var store = await EmbeddedStore.OpenAsync(
                TestStores.Small with { Directory = directory.Path }, NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);
            foreach (var (key, value) in acknowledged)
            {
                var found = await store.GetAsync(key, cancellationToken);
                KilledWriter.ValueOf(found!.Text).Should().BeGreaterThanOrEqualTo(value, $"{key} was acknowledged before the kill of round {round}");
            }
        }
    }

    private static async Task WriteAndKillAsync(
        string directory, int writes, Dictionary<string, int> acknowledged, CancellationToken cancellationToken)
    {
        using var writer = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [KilledWriter.Verb, directory])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        try
        {
            for (var line = 0; line < writes; line++)
            {
                Note(await writer.StandardOutput.ReadLineAsync(cancellationToken), acknowledged);
            }
        }
        finally
        {
            writer.Kill();
        }

        // What it managed to say before it died counts too; only the last line may be cut off.
        var rest = await writer.StandardOutput.ReadToEndAsync(cancellationToken);
        foreach (var line in rest.Split('\n').SkipLast(1))
        {
            Note(line, acknowledged);
        }

        await writer.WaitForExitAsync(cancellationToken);
    }

    private static void Note(string? line, Dictionary<string, int> acknowledged)
    {
        var parts = (line ?? throw new InvalidOperationException("the writer ended by itself")).Split(' ');
        acknowledged[parts[0]] = int.Parse(parts[1]);
    }
}
