using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Certificates;

namespace MiniKube.ApiServer.Tests.Certificates;

public sealed class ClusterCertificatesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("pki").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_serving_certificate_answers_to_every_name_of_the_server()
    {
        using var certificates = Open(new ApiServerOptions { AdvertiseAddress = IPAddress.Parse("192.0.2.7"), ExtraSubjectNames = ["mkube.example", "192.0.2.9"] });

        var names = Names(certificates.Serving());

        names.Should().Contain(
            ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "localhost", "mkube.example"]);
        names.Should().Contain(["127.0.0.1", "::1", "10.96.0.1", "192.0.2.7", "192.0.2.9"]);
    }

    [Fact]
    public void Every_certificate_chains_to_the_root_for_its_purpose()
    {
        using var certificates = Open();

        ChainsTo(certificates, certificates.Serving(), "1.3.6.1.5.5.7.3.1").Should().BeTrue();
        ChainsTo(certificates, certificates.Admin, "1.3.6.1.5.5.7.3.2").Should().BeTrue();
        ChainsTo(certificates, certificates.Node("n1"), "1.3.6.1.5.5.7.3.2").Should().BeTrue();
        ChainsTo(certificates, certificates.KubeletServing("n1", [IPAddress.Loopback]), "1.3.6.1.5.5.7.3.1").Should().BeTrue();
        ChainsTo(certificates, certificates.Admin, "1.3.6.1.5.5.7.3.1").Should().BeFalse();
    }

    [Fact]
    public void A_second_start_finds_what_the_first_one_made()
    {
        using var first = Open();
        var (root, serving, admin) = (first.AuthorityPem, first.Serving(), first.Admin);

        using var second = Open();

        second.AuthorityPem.Should().Be(root);
        second.Serving().Should().Be(serving);
        second.Admin.Should().Be(admin);
        second.ServiceAccountKey.ExportSubjectPublicKeyInfoPem().Should().Be(first.ServiceAccountKey.ExportSubjectPublicKeyInfoPem());
    }

    [Fact]
    public void Files_are_for_their_owner_only()
    {
        using var certificates = Open();
        _ = certificates.Serving();
        _ = certificates.Admin;

        var modes = Directory.GetFiles(Path.Combine(_directory, "pki")).Select(path => new FileInfo(path).UnixFileMode);

        modes.Should().NotBeEmpty().And.AllBeEquivalentTo(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void A_certificate_that_nears_its_end_is_made_anew_and_the_root_is_kept()
    {
        using var certificates = Open();
        var (root, serving, admin) = (certificates.AuthorityPem, certificates.Serving(), certificates.Admin);
        _time.Advance(TimeSpan.FromDays(340));

        var renewed = certificates.Serving();

        renewed.Should().NotBe(serving);
        using var certificate = renewed.ToCertificate();
        new DateTimeOffset(certificate.NotAfter).Should().BeAfter(_time.GetUtcNow() + TimeSpan.FromDays(300));
        certificates.Admin.Should().NotBe(admin);
        certificates.AuthorityPem.Should().Be(root);
    }

    [Fact]
    public void Another_name_makes_the_serving_certificate_anew()
    {
        using var first = Open();
        var before = first.Serving();

        using var second = Open(new ApiServerOptions { ExtraSubjectNames = ["new.example"] });

        second.Serving().Should().NotBe(before);
        Names(second.Serving()).Should().Contain("new.example");
    }

    [Fact]
    public void A_broken_leaf_is_made_anew()
    {
        using var first = Open();
        _ = first.Serving();
        File.WriteAllText(Path.Combine(_directory, "pki", "apiserver.crt"), "torn");

        using var second = Open();

        ChainsTo(second, second.Serving(), "1.3.6.1.5.5.7.3.1").Should().BeTrue();
    }

    [Theory]
    [InlineData("ca.key")]
    [InlineData("ca.crt")]
    public void A_broken_root_is_never_replaced(string file)
    {
        Open().Dispose();
        File.WriteAllText(Path.Combine(_directory, "pki", file), "torn");

        var open = () => Open();

        open.Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void A_root_without_its_key_is_never_replaced()
    {
        Open().Dispose();
        File.Delete(Path.Combine(_directory, "pki", "ca.key"));

        var open = () => Open();

        open.Should().Throw<InvalidDataException>();
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("a/b")]
    [InlineData("")]
    public void A_node_name_cannot_leave_the_directory(string name)
    {
        using var certificates = Open();

        var issue = () => certificates.Node(name);

        issue.Should().Throw<ArgumentException>();
    }

    private ClusterCertificates Open(ApiServerOptions? options = null) =>
        ClusterCertificates.Open((options ?? new ApiServerOptions()) with { DataDirectory = _directory }, _time, new SeededRandomSource(7));

    private bool ChainsTo(ClusterCertificates certificates, KeyedCertificate pair, string purpose)
    {
        using var certificate = pair.ToCertificate();
        using var chain = new X509Chain { ChainPolicy = certificates.Authority.Trust(_time.GetUtcNow().UtcDateTime) };
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(purpose));
        return chain.Build(certificate);
    }

    private static List<string> Names(KeyedCertificate pair)
    {
        using var certificate = pair.ToCertificate();
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        return [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(address => address.ToString())];
    }
}
