using MiniKube.Etcd.Tests.Support;
using MiniKube.Mvcc;
using MiniKube.Store.Conformance;

namespace MiniKube.Etcd.Tests.Front;

/// <summary>What an operator types against the front.</summary>
public sealed class EtcdctlTests : IAsyncLifetime
{
    private FrontedStore _fronted = null!;
    private Etcdctl _etcdctl = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fronted = await FrontedStore.StartAsync(TimeProvider.System, TestContext.Current.CancellationToken);
        _etcdctl = new Etcdctl(_fronted.Front.Address, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _fronted.DisposeAsync();

    [Fact]
    public async Task Get_knows_prefixes_revisions_orders_keys_and_counts()
    {
        await PutAsync("k/a", "3");
        await PutAsync("k/b", "1");
        await PutAsync("k/b", "2");
        await PutAsync("l", "9");

        (await _etcdctl.LinesAsync("get", "k/b")).Should().Equal("k/b", "2");
        (await _etcdctl.LinesAsync("get", "k/b", "--rev", "3")).Should().Equal("k/b", "1");
        (await _etcdctl.LinesAsync("get", "--prefix", "k/")).Should().Equal("k/a", "3", "k/b", "2");
        (await _etcdctl.LinesAsync("get", "--from-key", "k/b", "--keys-only")).Should().Equal("k/b", "l");
        (await _etcdctl.LinesAsync("get", "--prefix", "k/", "--print-value-only", "--sort-by", "VALUE", "--order", "ASCEND")).Should().Equal("2", "3");
        (await _etcdctl.LinesAsync("get", "--prefix", "k/", "--keys-only", "--order", "DESCEND", "--limit", "1")).Should().Equal("k/b");
        (await _etcdctl.LinesAsync("get", "--prefix", "k/", "--consistency", "s", "--limit", "1", "--keys-only")).Should().Equal("k/a");
        (await _etcdctl.LinesAsync("get", "--prefix", "k/", "--limit", "1", "-w", "fields")).Should().Contain("\"Count\" : 2");
        (await _etcdctl.LinesAsync("get", "none")).Should().BeEmpty();
    }

    [Fact]
    public async Task An_answer_says_of_which_cluster_member_revision_and_term_it_is()
    {
        var found = await _etcdctl.JsonAsync("put", "a", "1");

        var header = found.GetProperty("header");
        header.GetProperty("cluster_id").GetUInt64().Should().Be(_fronted.Identity.Cluster);
        header.GetProperty("member_id").GetUInt64().Should().Be(_fronted.Identity.Member.Value);
        header.GetProperty("revision").GetInt64().Should().Be(2);
        header.GetProperty("raft_term").GetInt64().Should().Be(_fronted.Store.Members.Term.Value).And.BePositive();
    }

    [Fact]
    public async Task Put_and_del_show_what_was_there_before()
    {
        (await _etcdctl.LinesAsync("put", "a", "1", "--prev-kv")).Should().Equal("OK");
        (await _etcdctl.LinesAsync("put", "a", "2", "--prev-kv")).Should().Equal("OK", "a", "1");
        (await _etcdctl.LinesAsync("put", "a", "--ignore-value")).Should().Equal("OK");
        (await _etcdctl.LinesAsync("del", "a", "--prev-kv")).Should().Equal("1", "a", "2");
        (await _etcdctl.LinesAsync("del", "--prefix", "x")).Should().Equal("0");
        (await _etcdctl.RunAsync("put", "a", "--ignore-value")).MustFail().Should().Contain("etcdserver: key not found");
    }

    [Fact]
    public async Task A_transaction_is_typed_in()
    {
        await PutAsync("a", "1");

        var succeeded = await _etcdctl.RunWithInputAsync("value(\"a\") = \"1\"\nver(\"a\") > \"0\"\n\nput b yes\nget a\n\nput b no\n\n", "txn", "-i");
        var failed = await _etcdctl.RunWithInputAsync("mod(\"a\") < \"2\"\n\nput b yes\n\ndel a\n\n", "txn", "-i");

        succeeded.Must().Should().Contain("SUCCESS").And.Contain("OK").And.EndWith("a\n1\n");
        failed.Must().Should().Contain("FAILURE").And.EndWith("1\n");
        (await _fronted.Store.GetAsync("b", Stop))!.Text.Should().Be("yes");
        (await _fronted.Store.GetAsync("a", Stop)).Should().BeNull();
    }

    [Fact]
    public async Task A_transaction_that_writes_a_key_twice_is_refused_as_by_etcd() =>
        (await _etcdctl.RunWithInputAsync("\nput b 1\nput b 2\n\n\n", "txn", "-i")).MustFail()
            .Should().Contain("etcdserver: duplicate key given in txn request");

    [Fact]
    public async Task Leases_are_granted_shown_kept_alive_listed_and_revoked()
    {
        var granted = await _etcdctl.JsonAsync("lease", "grant", "100");
        var lease = granted.GetProperty("ID").GetInt64().ToString("x");
        (await _etcdctl.LinesAsync("put", "mine", "1", "--lease", lease)).Should().Equal("OK");

        (await _etcdctl.LinesAsync("lease", "timetolive", lease, "--keys")).Should().ContainSingle()
            .Which.Should().Contain("granted with TTL(100s)").And.Contain("attached keys([mine])");
        (await _etcdctl.LinesAsync("lease", "keep-alive", "--once", lease)).Should().Equal($"lease {lease} keepalived with TTL(100)");
        (await _etcdctl.LinesAsync("lease", "list")).Should().Equal("found 1 leases", lease);
        (await _etcdctl.LinesAsync("lease", "revoke", lease)).Should().Equal($"lease {lease} revoked");
        (await _etcdctl.LinesAsync("get", "mine")).Should().BeEmpty();
        (await _etcdctl.RunAsync("lease", "revoke", lease)).MustFail().Should().Contain("etcdserver: requested lease not found");
        (await _etcdctl.LinesAsync("lease", "timetolive", lease)).Should().Equal($"lease {lease} already expired");
    }

    [Fact]
    public async Task Compaction_is_done_once_and_what_is_gone_is_refused()
    {
        await PutAsync("a", "1");
        await PutAsync("a", "2");

        (await _etcdctl.LinesAsync("compact", "3")).Should().Equal("compacted revision 3");

        (await _etcdctl.RunAsync("compact", "3")).MustFail().Should().Contain("etcdserver: mvcc: required revision has been compacted");
        (await _etcdctl.RunAsync("get", "a", "--rev", "2")).MustFail().Should().Contain("etcdserver: mvcc: required revision has been compacted");
        (await _etcdctl.RunAsync("compact", "99")).MustFail().Should().Contain("etcdserver: mvcc: required revision is a future revision");
        (await _etcdctl.RunAsync("watch", "a", "--rev", "2")).MustFail().Should().Contain("watch is canceled by the server");
    }

    [Fact]
    public async Task Members_and_their_health_are_shown()
    {
        (await _etcdctl.LinesAsync("member", "list")).Should().Equal(
            $"{_fronted.Identity.Member.Value:x}, started, solo, http://localhost:2380, http://localhost:2379, false");
        (await _etcdctl.RunAsync("endpoint", "health")).Must();
        var status = (await _etcdctl.JsonAsync("endpoint", "status"))[0].GetProperty("Status");
        status.GetProperty("leader").GetUInt64().Should().Be(_fronted.Identity.Member.Value);
        status.GetProperty("raftIndex").GetUInt64().Should().BePositive();
        status.GetProperty("version").GetString().Should().StartWith("3.5.");
        (await _etcdctl.LinesAsync("defrag")).Should().ContainSingle().Which.Should().StartWith("Finished defragmenting");
        (await _etcdctl.LinesAsync("alarm", "list")).Should().BeEmpty();
        (await _etcdctl.RunAsync("member", "add", "two", "--peer-urls", "http://127.0.0.1:1")).MustFail().Should().Contain("no other member can reach");
    }

    [Fact]
    public async Task The_hash_is_of_the_keys_at_a_revision()
    {
        await PutAsync("a", "1");
        var before = await HashAsync("2");
        await PutAsync("a", "2");

        (await HashAsync("2")).Should().Be(before);
        (await HashAsync("0")).Should().NotBe(before);
    }

    [Fact]
    public async Task A_saved_snapshot_is_our_own_and_whole()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.Delete(file);
            await PutAsync("a", new string('x', 700_000));
            await _fronted.Store.Leases.GrantAsync(new LeaseId(5), 100, Stop);

            (await _etcdctl.LinesAsync("snapshot", "save", file)).Should().Contain($"Snapshot saved at {file}");

            var bytes = await File.ReadAllBytesAsync(file, Stop);
            bytes.AsSpan().StartsWith("KUBESNP"u8).Should().BeTrue();
            System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(..^32)).Should().Equal(bytes[^32..]);
            (bytes.Length % 512).Should().Be(32);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task PutAsync(string key, string value) => await _fronted.Store.PutAsync(key, value, Stop);

    private async Task<long> HashAsync(string revision) =>
        (await _etcdctl.JsonAsync("endpoint", "hashkv", "--rev", revision))[0].GetProperty("HashKV").GetProperty("hash").GetInt64();
}
