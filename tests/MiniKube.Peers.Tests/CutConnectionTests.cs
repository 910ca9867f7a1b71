using System.Security.Cryptography;
using System.Text;
using MiniKube.Store;
using MiniKube.Store.Conformance;

namespace MiniKube.Peers.Tests;

/// <summary>Connections between members that are cut in the middle of frames, again and again.</summary>
public sealed class CutConnectionTests
{
    private const int Writes = 60;
    private const int Seed = 20;

    [Fact]
    public async Task A_connection_that_is_cut_in_the_middle_of_a_frame_commits_no_truncated_entry()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var seed = Seed;

        // A handshake and some messages come through; then it is cut, most often within one of the large entries.
        List<CuttingProxy> proxies = [];
        await using var cluster = new PeerCluster
        {
            // What was on its way to the leader and is lost is given up only then.
            RequestTimeout = TimeSpan.FromSeconds(2),
            Route = address =>
            {
                proxies.Add(new CuttingProxy(address, seed++, bytesMin: 60_000, bytesMax: 300_000));
                return proxies[^1].Address;
            },
        };
        await cluster.StartAsync(cancellationToken);
        for (var write = 0; write < Writes; write++)
        {
            await PutAsync(cluster, write, cancellationToken);
        }

        proxies.ForEach(proxy => proxy.LetThrough());

        proxies.Sum(proxy => proxy.Cuts).Should().BeGreaterThan(10);
        for (var member = 1; member <= 3; member++)
        {
            var found = await AskAgainAsync(async () => await cluster[member].RangeAsync("", cancellationToken));
            found.Items.Should().HaveCount(Writes).And.AllSatisfy(item => item.Text.Should().Be(ValueOf(int.Parse(item.Key.ToString()[1..]))));
        }

        foreach (var proxy in proxies)
        {
            await proxy.DisposeAsync();
        }
    }

    /// <summary>Nobody knows what became of a write that was not answered in time; to write the same again does no harm. Another member may be reached better.</summary>
    private static async Task PutAsync(PeerCluster cluster, int write, CancellationToken cancellationToken)
    {
        var member = write;
        await AskAgainAsync(async () => await cluster[1 + (member++ % 3)].PutAsync($"k{write}", ValueOf(write), cancellationToken));
    }

    /// <summary>Members whose connections are cut are without a leader now and then.</summary>
    private static async Task<T> AskAgainAsync<T>(Func<Task<T>> ask)
    {
        for (var triesLeft = 20; ; triesLeft--)
        {
            try
            {
                return await ask();
            }
            catch (StoreUnavailableException) when (triesLeft > 1)
            {
            }
        }
    }

    /// <summary>Large, and unlike any other.</summary>
    private static string ValueOf(int write)
    {
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{write}")));
        return string.Concat(Enumerable.Repeat(hash, 300 + write));
    }
}
