using MiniKube.Etcd.Client;
using MiniKube.Etcd.Front;
using MiniKube.Etcd.Tests.Support;
using MiniKube.Store;
using MiniKube.Store.Conformance;

namespace MiniKube.Etcd.Tests.Front;

public sealed class SecureFrontTests : IDisposable
{
    private readonly Certificates _certificates = new();
    private readonly Certificates _others = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _certificates.Dispose();
        _others.Dispose();
    }

    [Theory]
    [InlineData("http://0.0.0.0:2379")]
    [InlineData("http://10.0.0.1:2379")]
    [InlineData("https://127.0.0.1:2379")]
    [InlineData("ftp://127.0.0.1:2379")]
    [InlineData("http://example.com:2379")]
    public void What_would_be_open_to_everyone_or_cannot_be_is_refused(string listen)
    {
        var options = new EtcdFrontOptions { Listen = new Uri(listen) };

        options.Invoking(o => o.Validate()).Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task Clients_come_in_with_a_certificate_of_the_authority_and_no_other_way()
    {
        await using var fronted = await FrontedStore.StartAsync(TimeProvider.System, Stop, Options());
        var address = fronted.Front.Address;
        string[] trust = ["--cacert", _certificates.Authority];
        var known = new Etcdctl(address, Stop, [.. trust, "--cert", _certificates.CertificateOf("client"), "--key", _certificates.KeyOf("client")]);
        var unknown = new Etcdctl(address, Stop, [.. trust, "--cert", _others.CertificateOf("client"), "--key", _others.KeyOf("client")]);
        var nameless = new Etcdctl(address, Stop, trust);

        (await known.LinesAsync("put", "a", "1")).Should().Equal("OK");
        (await known.RunAsync("endpoint", "health")).Must();
        (await unknown.RunAsync("get", "a")).MustFail();
        (await nameless.RunAsync("get", "a")).MustFail();
    }

    [Fact]
    public async Task A_replaced_certificate_is_shown_to_the_next_client_without_a_restart()
    {
        await using var fronted = await FrontedStore.StartAsync(TimeProvider.System, Stop, Options());
        string[] shown = ["--cert", _certificates.CertificateOf("client"), "--key", _certificates.KeyOf("client")];
        var before = new Etcdctl(fronted.Front.Address, Stop, ["--cacert", _certificates.Authority, .. shown]);
        var after = new Etcdctl(fronted.Front.Address, Stop, ["--cacert", _others.Authority, .. shown]);
        (await before.RunAsync("get", "a")).Must();

        File.Copy(_others.CertificateOf("server"), _certificates.CertificateOf("server"), overwrite: true);
        File.Copy(_others.KeyOf("server"), _certificates.KeyOf("server"), overwrite: true);

        (await after.RunAsync("get", "a")).Must();
        (await before.RunAsync("get", "a")).MustFail();
    }

    [Fact]
    public async Task The_engine_reaches_a_front_by_tls()
    {
        await using var fronted = await FrontedStore.StartAsync(TimeProvider.System, Stop, Options());

        await RoundTripAsync(fronted.Front.Address);
    }

    [Fact]
    public async Task The_engine_reaches_a_real_etcd_by_tls()
    {
        await using var etcd = await EtcdProcess.StartAsync(
            Stop, "https", "--client-cert-auth", "--trusted-ca-file", _certificates.Authority,
            "--cert-file", _certificates.CertificateOf("server"), "--key-file", _certificates.KeyOf("server"));

        await RoundTripAsync(etcd.Address);
    }

    [Fact]
    public async Task The_engine_trusts_no_server_of_another_authority()
    {
        await using var fronted = await FrontedStore.StartAsync(TimeProvider.System, Stop, Options());
        var options = Trusting(fronted.Front.Address) with { AuthorityFile = _others.Authority };

        await options.Invoking(o => EtcdStore.OpenAsync(o, NullLoggerFactory.Instance, TimeProvider.System, Stop))
            .Should().ThrowAsync<StoreUnavailableException>();
    }

    private async Task RoundTripAsync(Uri address)
    {
        await using var store = await EtcdStore.OpenAsync(Trusting(address), NullLoggerFactory.Instance, TimeProvider.System, Stop);

        var at = await store.PutAsync("a", "1", Stop);

        (await store.WatchAsync("a", at, 1, Stop)).Should().Equal("a=1");
    }

    private EtcdFrontOptions Options() => new()
    {
        Listen = new Uri("https://127.0.0.1:0"),
        CertificateFile = _certificates.CertificateOf("server"),
        KeyFile = _certificates.KeyOf("server"),
        ClientAuthorityFile = _certificates.Authority,
    };

    private EtcdStoreOptions Trusting(Uri address) => new()
    {
        Endpoints = [address],
        AuthorityFile = _certificates.Authority,
        CertificateFile = _certificates.CertificateOf("client"),
        KeyFile = _certificates.KeyOf("client"),
    };
}
