using System.Globalization;
using System.Security.Cryptography;
using MiniKube.Faults.Tests.Clients;
using MiniKube.Faults.Tests.Faults;
using MiniKube.Faults.Tests.Members;
using MiniKube.Faults.Tests.Verdicts;

namespace MiniKube.Faults.Tests;

/// <summary>
/// Real processes, disks and sockets under kill -9, SIGSTOP and partitions. MKUBE_FAULT_SEED says which troubles (drawn anew each time
/// otherwise), MKUBE_FAULT_ROUNDS how many, MKUBE_FAULT_LEASE_READS=1 that leaders read by their lease.
/// </summary>
[Collection("one cluster at a time")]
public sealed class RealFaultTests(ITestOutputHelper output)
{
    private const int RoundsByDefault = 50;

    /// <summary>Far longer than a healthy cluster needs, also on a machine with other things to do.</summary>
    private static readonly TimeSpan RecoveryTime = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 900_000)]
    public async Task Nothing_acknowledged_is_lost_and_nothing_stale_is_read_whatever_is_killed_stopped_or_cut()
    {
        var seed = Number("MKUBE_FAULT_SEED") ?? RandomNumberGenerator.GetInt32(int.MaxValue);
        var chance = new Random(seed);
        await using var cluster = await RealCluster.StartAsync(Say, Token);
        try
        {
            var complaints = await LiveThroughAsync(cluster, chance);

            string.Join('\n', complaints).Should().BeEmpty();
        }
        catch (Exception)
        {
            cluster.IsKept = true;
            Say($"MKUBE_FAULT_SEED={seed} draws these troubles again; what the members keep is in {cluster.Directory}");
            foreach (var member in cluster.Members)
            {
                await File.WriteAllTextAsync(Path.Combine(cluster.Directory, $"{member.Name}.log"), member.Log, Token);
            }

            throw;
        }
    }

    private async Task<IReadOnlyList<string>> LiveThroughAsync(RealCluster cluster, Random chance)
    {
        var plan = FaultPlan.Draw(chance, Number("MKUBE_FAULT_ROUNDS") ?? RoundsByDefault, cluster.Members.Length, cluster.Network.CanCut);
        await using var workload = Workload.Start(cluster, chance);
        await workload.WaitForAnswerAsync(RecoveryTime, Token);
        await using var watched = await MarkReader.OpenAsync(cluster.ClientOptions([0, 1, 2], RecoveryTime), Token);
        var watching = MarkReader.ReadAsync(watched, Token);
        var round = new FaultRound(cluster);
        foreach (var fault in plan)
        {
            Say($"{workload.History.Count} operations; {fault}");
            await round.RunAsync(fault, Token);
            await workload.WaitForAnswerAsync(RecoveryTime, Token);
        }

        await workload.StopAsync();
        var outcome = await Outcome.ReadAsync(cluster, workload.History, Token);
        var records = workload.History.Records;
        Say($"{records.Count} operations, {records.Count(record => record.Answered is null)} of them with an unknown end");
        return Verdict.Complaints(records, Workload.Partitions, outcome, await watching.WaitAsync(RecoveryTime, TimeProvider.System, Token));
    }

    private void Say(string text) => output.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss.fff} {text}");

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
