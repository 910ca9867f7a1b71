using MiniKube.Mvcc;
using MiniKube.Store.Conformance;
using MiniKube.Store.Tests.Disks;

namespace MiniKube.Store.Tests.Recovery;

/// <summary>The power is cut at a random moment; what was acknowledged must be there, and nothing that was never written.</summary>
public sealed class CrashTests
{
    private const int Keys = 12;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_whenever_the_power_is_cut()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            try
            {
                await CrashAndRecoverAsync(seed, TestContext.Current.CancellationToken);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}", exception);
            }
        }
    }

    private static async Task CrashAndRecoverAsync(int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var disk = new SimulatedDisk();
        var acknowledged = new Dictionary<string, int>();

        // Recovery itself is cut short too: several lives of one disk.
        for (var life = 0; life < 3; life++)
        {
            var crashAt = random.Next(1, 300);
            SimulatedDisk? crashed = null;
            var dying = disk;
            var gate = new Lock();
            disk.Before = _ =>
            {
                if (dying.Changes >= crashAt)
                {
                    lock (gate)
                    {
                        crashed ??= dying.Crash(random);
                    }

                    throw new IOException("the power is cut");
                }
            };
            await LiveAsync(disk, random, acknowledged, cancellationToken);
            disk.Before = null;
            disk = crashed ?? disk.Crash(random);
        }

        await using var store = await TestStores.OpenAsync(disk, Options, cancellationToken);
        foreach (var (key, value) in acknowledged)
        {
            var found = await store.GetAsync(key, cancellationToken);
            Number(found!).Should().BeGreaterThanOrEqualTo(value, $"{key} was acknowledged");
        }
    }

    private static StoreOptions Options => TestStores.Small with { SnapshotAfterLogBytes = 64 << 10, HistoryBytesMax = 20 << 10 };

    /// <summary>Each key has one writer that counts up, so a value lost or an old one come back shows.</summary>
    private static async Task LiveAsync(
        SimulatedDisk disk, Random random, Dictionary<string, int> acknowledged, CancellationToken cancellationToken)
    {
        try
        {
            await using var store = await TestStores.OpenAsync(disk, Options, cancellationToken);
            var lengths = Enumerable.Range(0, Keys).Select(_ => random.Next(10, 6000)).ToArray();
            await Task.WhenAll(Enumerable.Range(0, Keys).Select(async key =>
            {
                var name = $"k{key:d2}";
                var current = await store.GetAsync(name, cancellationToken);
                var value = current is null ? 0 : Number(current!);
                for (var round = 0; round < 40; round++)
                {
                    value++;
                    await store.PutAsync(name, $"{value} {new string('x', lengths[key])}", cancellationToken);
                    lock (acknowledged)
                    {
                        acknowledged[name] = value;
                    }
                }
            }));
        }
        catch (StoreUnavailableException)
        {
        }
        catch (IOException)
        {
        }
    }

    private static int Number(KeyValue item) => int.Parse(item.Text.AsSpan(0, item.Text.IndexOf(' ')));
}
