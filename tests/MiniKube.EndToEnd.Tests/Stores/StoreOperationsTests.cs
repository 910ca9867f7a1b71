using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MiniKube.EndToEnd.Tests.Stores;

/// <summary>Every command of an operator on a replicated store, by the real binary and real members.</summary>
public sealed partial class StoreOperationsTests : IAsyncLifetime
{
    private readonly StoreProcesses _stores = new();

    [Fact(Timeout = 240_000)]
    public async Task A_member_is_added_promoted_led_by_and_removed()
    {
        await _stores.BeginAsync("a", "b", "c");
        await _stores.EtcdctlAsync("a", "put", "key", "value");

        var printed = await _stores.MemberUntilDoneAsync("a", "add", "--learner", "--peer-url", _stores.PeerAddressOf("d"));
        var identity = Identity().Match(printed).Groups[1].Value;
        var id = identity.Split('/')[1];
        printed.Should().Contain($"mkube store --join {identity}").And.Contain($"--peer-listen {_stores.PeerAddressOf("d")}")
            .And.Contain($"mkube member certificate --ca-dir <directory> --member {identity}").And.Contain($"mkube member promote {id}");

        await _stores.StartCertifiedAsync("d", identity, "--join", identity);
        await _stores.MemberUntilDoneAsync("a", "promote", id);
        (await WaitForRoleAsync("a", "d", role => role != "learner")).Should().BeOneOf("voter", "leader");

        (await _stores.MemberUntilDoneAsync("a", "transfer", id)).Should().Contain($"Member {id} leads.");
        (await RolesAsync("d"))["d"].Should().Be("leader");

        (await _stores.EtcdctlAsync("d", "get", "key", "--print-value-only")).Trim().Should().Be("value");

        var removed = (await MembersAsync("a")).Single(member => member.Name == "c").Id;
        (await _stores.MemberUntilDoneAsync("a", "remove", removed)).Should().Contain("is removed");
        (await RolesAsync("a")).Keys.Should().BeEquivalentTo("a", "b", "d");
        (await _stores.MemberAsync("a", "remove", removed)).MustFail().Should().Contain("member not found");
    }

    [Fact(Timeout = 240_000)]
    public async Task A_lead_that_does_not_move_is_told_by_the_exit_code_and_in_words()
    {
        await _stores.BeginAsync("a", "b", "c");
        await _stores.EtcdctlAsync("a", "put", "key", "value");
        var leader = (await MembersAsync("a")).Single(member => member.Role == "leader");
        var target = (await MembersAsync("a")).First(member => member.Id != leader.Id);

        // It is still a member and may be asked to lead, but does nothing.
        await _stores.SuspendAsync(target.Name);
        var refused = (await _stores.MemberAsync(leader.Name, "transfer", target.Id)).MustFail();
        var unknown = (await _stores.MemberAsync(leader.Name, "transfer", "abc123")).MustFail();

        refused.Should().MatchRegex("has not taken the lead in time, and (this one leads on|member .* leads now)|who leads now is not known");
        unknown.Should().Contain("member not found");
        (await RolesAsync(leader.Name))[target.Name].Should().Be("voter");
    }

    [Fact(Timeout = 240_000)]
    public async Task A_snapshot_becomes_a_new_cluster_of_several_members()
    {
        await _stores.BeginAsync("a", "b", "c");
        await _stores.EtcdctlAsync("a", "put", "key", "value");
        var file = _stores.PathOf("saved.db");
        (await _stores.MustAsync("snapshot", "save", file, "--endpoint", _stores.ClientAddressOf("b"))).Should().Contain("checked");
        JsonNode.Parse(await _stores.MustAsync("snapshot", "status", file, "-o", "json"))!["totalKey"]!.GetValue<int>().Should().Be(1);

        string[] names = ["x", "y", "z"];
        foreach (var name in names)
        {
            var printed = await _stores.MustAsync(
                "snapshot", "restore", file, "--data-dir", _stores.PathOf(name), "--name", name, "--initial-cluster", _stores.InitialCluster(names), "--bump-revision", "1000");
            await _stores.StartCertifiedAsync(name, Identity().Match(printed).Groups[1].Value, "--initial-cluster", _stores.InitialCluster(names));
        }

        (await _stores.EtcdctlAsync("x", "get", "key", "--print-value-only")).Trim().Should().Be("value");
        await _stores.KillAsync("x");
        await _stores.EtcdctlAsync("y", "put", "key", "newer");
        (await _stores.EtcdctlAsync("z", "get", "key", "--print-value-only")).Trim().Should().Be("newer");
        (await RolesAsync("y")).Keys.Should().BeEquivalentTo(names);
    }

    [Fact(Timeout = 240_000)]
    public async Task A_restored_cluster_is_another_one_even_under_the_same_names()
    {
        await _stores.BeginAsync("a");
        var file = _stores.PathOf("saved.db");
        await _stores.MustAsync("snapshot", "save", file, "--endpoint", _stores.ClientAddressOf("a"));
        var before = Identity().Match(await _stores.MustAsync("member", "certificate", "--ca-dir", _stores.PathOf("other"), "--name", "a", "--initial-cluster", _stores.InitialCluster("a")));

        var printed = await _stores.MustAsync("snapshot", "restore", file, "--data-dir", _stores.PathOf("again"), "--name", "a", "--initial-cluster", _stores.InitialCluster("a"));

        Identity().Match(printed).Groups[1].Value.Should().NotBe(before.Groups[1].Value);
        (await _stores.RunAsync("snapshot", "restore", file, "--data-dir", _stores.PathOf("again"))).MustFail().Should().Contain("not empty");
        (await _stores.RunAsync("snapshot", "restore", file, "--data-dir", _stores.PathOf("new"), "--name", "q", "--initial-cluster", _stores.InitialCluster("a")))
            .MustFail().Should().Contain("does not name this member");
    }

    [Fact(Timeout = 240_000)]
    public async Task One_of_three_goes_on_alone_when_the_others_are_lost_for_good()
    {
        await _stores.BeginAsync("a", "b", "c");
        await _stores.EtcdctlAsync("a", "put", "key", "value");
        (await _stores.EtcdctlAsync("a", "get", "key", "--print-value-only")).Trim().Should().Be("value");
        foreach (var name in (string[])["a", "b", "c"])
        {
            await _stores.KillAsync(name);
        }

        var warned = await _stores.RunAsync("member", "recover", "--data-dir", _stores.PathOf("a"));
        warned.MustFail().Should().Contain("Nothing was changed").And.Contain("--force-new-cluster");
        warned.Output.Should().Contain("Last entry of its log").And.Contain(_stores.PeerAddressOf("b")).And.Contain("Lost is what the others have acknowledged");
        (await _stores.MustAsync("member", "recover", "--data-dir", _stores.PathOf("a"), "--force-new-cluster")).Should().Contain("the only one");

        await _stores.StartAsync("a", "a", "--initial-cluster", _stores.InitialCluster("a", "b", "c"));
        (await _stores.EtcdctlAsync("a", "get", "key", "--print-value-only")).Trim().Should().Be("value");
        (await RolesAsync("a")).Keys.Should().Equal("a");
        await _stores.EtcdctlAsync("a", "put", "key", "alone");
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    /// <summary>Asks until the member has made its name known and has such a role.</summary>
    private async Task<string> WaitForRoleAsync(string through, string name, Func<string, bool> isWanted)
    {
        while (true)
        {
            if ((await RolesAsync(through)).TryGetValue(name, out var role) && isWanted(role))
            {
                return role;
            }

            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<Dictionary<string, string>> RolesAsync(string through) =>
        (await MembersAsync(through)).ToDictionary(member => member.Name, member => member.Role);

    /// <summary>The rows of the table, which is what people read.</summary>
    private async Task<(string Id, string Name, string Role)[]> MembersAsync(string through)
    {
        var lines = (await _stores.MemberUntilDoneAsync(through, "list")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].Should().StartWith("ID");
        return [.. lines.Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(cells => (cells[0], cells[1], cells[2]))];
    }

    [GeneratedRegex("([0-9a-f]{12,}/[0-9a-f]{12,})")]
    private static partial Regex Identity();
}
