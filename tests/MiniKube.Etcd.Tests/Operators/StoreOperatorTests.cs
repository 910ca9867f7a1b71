using System.Net;
using System.Net.Sockets;
using MiniKube.Etcd.Client;
using MiniKube.Etcd.Operators;
using MiniKube.Etcd.Tests.Support;
using MiniKube.Raft;
using MiniKube.RealParts;
using MiniKube.Store;
using MiniKube.Store.Backups;
using MiniKube.Store.Conformance;

namespace MiniKube.Etcd.Tests.Operators;

public sealed class StoreOperatorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_runs_is_saved_through_its_front_with_the_hash_that_the_front_tells()
    {
        await using var fronted = await FrontedStore.StartAsync(TimeProvider.System, Token);
        using var directory = new Scratch();
        await FillAsync(fronted.Store);
        using var store = Operator(fronted.Front.Address);

        var backup = await BackupFile.WriteAsync(directory.PathOf("saved.db"), store.SnapshotAsync(Token), Token);

        backup.Keys.Should().Be(100);
        backup.Revision.Should().Be(fronted.Store.Applied);
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(fronted.Front.Address);
        var hash = await new Protocol.Maintenance.MaintenanceClient(channel).HashKVAsync(new Protocol.HashKVRequest(), cancellationToken: Token);
        backup.Hash.Should().Be(hash.Hash);
    }

    [Fact]
    public async Task What_etcdctl_has_saved_can_be_restored()
    {
        await using var fronted = await FrontedStore.StartAsync(TimeProvider.System, Token);
        using var directory = new Scratch();
        await FillAsync(fronted.Store);
        var etcdctl = new Dictionary<string, string> { ["ETCDCTL_API"] = "3" };
        var endpoint = fronted.Front.Address.GetLeftPart(UriPartial.Authority);
        (await Command.RunAsync(
            Parts.Etcdctl, ["--endpoints", endpoint, "snapshot", "save", directory.PathOf("saved.db")], Token, etcdctl)).Must();

        BackupRestore.Restore(directory.PathOf("saved.db"), directory.PathOf("store"), new RestoreOptions(), Token);

        await using var restored = await EmbeddedStore.OpenAsync(
            new StoreOptions { Directory = directory.PathOf("store") }, NullLoggerFactory.Instance, TimeProvider.System, Token);
        restored.Applied.Should().Be(fronted.Store.Applied);
        (await restored.GetAsync("key-42", Token))!.Text.Should().Be("42");
    }

    [Fact]
    public async Task The_members_are_listed_with_their_leader()
    {
        await using var fronted = await FrontedStore.StartAsync(TimeProvider.System, Token);
        using var store = Operator(fronted.Front.Address);

        var members = await store.ListAsync(Token);

        members.Should().ContainSingle().Which.IsLeader.Should().BeTrue();
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_servers_words()
    {
        await using var fronted = await FrontedStore.StartAsync(TimeProvider.System, Token);
        using var store = Operator(fronted.Front.Address);

        var remove = () => store.RemoveAsync(new MemberId(0x77), Token);

        await remove.Should().ThrowAsync<OperationFailedException>().WithMessage($"*{fronted.Front.Address}*refuses*");
    }

    [Fact]
    public async Task The_next_server_is_asked_when_the_first_cannot_be_reached()
    {
        await using var fronted = await FrontedStore.StartAsync(TimeProvider.System, Token);
        using var store = Operator(new Uri($"http://127.0.0.1:{UnusedPort()}"), fronted.Front.Address);

        (await store.ListAsync(Token)).Should().ContainSingle();
    }

    [Fact]
    public async Task A_save_from_nobody_leaves_no_file()
    {
        using var directory = new Scratch();
        using var store = Operator(new Uri($"http://127.0.0.1:{UnusedPort()}"));

        var save = () => BackupFile.WriteAsync(directory.PathOf("saved.db"), store.SnapshotAsync(Token), Token);

        await save.Should().ThrowAsync<OperationFailedException>().WithMessage("*does not serve*");
        Directory.GetFiles(directory.PathOf(".")).Should().BeEmpty();
    }

    private static StoreOperator Operator(params Uri[] endpoints) =>
        new(new EtcdStoreOptions { Endpoints = [.. endpoints] }, TimeProvider.System);

    private static async Task FillAsync(IStore store)
    {
        for (var key = 0; key < 100; key++)
        {
            await store.PutAsync($"key-{key}", $"{key}", Token);
        }
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A directory that is gone after the test.</summary>
    private sealed class Scratch : IDisposable
    {
        private readonly string _path = Directory.CreateTempSubdirectory("mkube-operator-").FullName;

        public string PathOf(string name) => Path.Combine(_path, name);

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}
