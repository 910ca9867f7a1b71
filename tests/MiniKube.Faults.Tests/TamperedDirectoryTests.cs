using MiniKube.Faults.Tests.Clients;
using MiniKube.Faults.Tests.Members;
using MiniKube.Faults.Tests.Verdicts;

namespace MiniKube.Faults.Tests;

/// <summary>What would be lost by the disk is found: by the judge where no member can know it, by the member where it can.</summary>
[Collection("one cluster at a time")]
public sealed class TamperedDirectoryTests(ITestOutputHelper output)
{
    private const int Operations = 200;

    private static readonly TimeSpan RecoveryTime = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Members_whose_directories_were_put_back_from_an_old_copy_are_found_out_by_the_history()
    {
        await using var cluster = await RealCluster.StartAsync(output.WriteLine, Token);
        await using var workload = Workload.Start(cluster, new Random(1));
        await workload.WaitForAnswerAsync(RecoveryTime, Token);
        await KillAllAsync(cluster);
        foreach (var member in cluster.Members)
        {
            Copy(member.DataDirectory, member.DataDirectory + ".old");
        }

        await cluster.StartAllAsync(Token);
        await WorkAsync(workload);
        await workload.StopAsync();
        await KillAllAsync(cluster);
        foreach (var member in cluster.Members)
        {
            Directory.Delete(member.DataDirectory, recursive: true);
            Directory.Move(member.DataDirectory + ".old", member.DataDirectory);
        }

        await cluster.StartAllAsync(Token);
        var outcome = await Outcome.ReadAsync(cluster, workload.History, Token);
        var complaints = Verdict.Complaints(workload.History.Records, Workload.Partitions, outcome, []);

        complaints.Should().Contain(complaint => complaint.Contains("acknowledged and not there"))
            .And.Contain(complaint => complaint.Contains("not linearizable"));
    }

    [Fact(Timeout = 300_000)]
    public async Task A_member_whose_log_was_changed_refuses_to_start_and_the_others_go_on()
    {
        await using var cluster = await RealCluster.StartAsync(output.WriteLine, Token);
        await using var workload = Workload.Start(cluster, new Random(2));
        await WorkAsync(workload);
        var tampered = cluster.Members[0];
        await tampered.KillAsync(Token);
        TurnBitIn(Directory.GetFiles(tampered.DataDirectory, "*.log", SearchOption.AllDirectories).Single());

        tampered.Start();
        await tampered.WaitUntilEndedAsync(Token);
        await workload.WaitForAnswerAsync(RecoveryTime, Token);

        var said = string.Join(' ', tampered.Log.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        said.Should().Contain(".log is damaged at offset", "whoever starts it must hear why");
    }

    private static async Task WorkAsync(Workload workload)
    {
        for (var before = workload.History.Count; workload.History.Count < before + Operations;)
        {
            await workload.WaitForAnswerAsync(RecoveryTime, Token);
        }
    }

    private static Task KillAllAsync(RealCluster cluster) => Task.WhenAll(cluster.Members.Select(member => member.KillAsync(Token)));

    /// <summary>One bit, of what was acknowledged long before the end.</summary>
    private static void TurnBitIn(string file)
    {
        using var stream = File.Open(file, FileMode.Open);
        stream.Position = 4096;
        var value = stream.ReadByte();
        stream.Position = 4096;
        stream.WriteByte((byte)(value ^ 1));
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
