using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Http;

public sealed class TlsOptionTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tls").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_client_that_is_too_old_is_turned_away()
    {
        await using var server = await TestServer.StartAsync(options => options with { Tls = new TlsOptions { IsTls13Only = true } });

        var old = () => RawConnection.OpenAsync(server, protocols: SslProtocols.Tls12);
        await using var recent = await RawConnection.OpenAsync(server, protocols: SslProtocols.Tls13);

        (await old.Should().ThrowAsync<Exception>()).Which.Should().Match(error => error is AuthenticationException || error is IOException);
        recent.Protocol.Should().Be(SslProtocols.Tls13);
    }

    [Fact]
    public async Task Only_the_cipher_suites_that_are_named_are_spoken_below_tls_13()
    {
        var wanted = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384;
        await using var server = await TestServer.StartAsync(options => options with { Tls = new TlsOptions { CipherSuites = [wanted] } });

        await using var old = await RawConnection.OpenAsync(server, protocols: SslProtocols.Tls12);
        await using var recent = await RawConnection.OpenAsync(server);

        old.Suite.Should().Be(wanted);
        recent.Protocol.Should().Be(SslProtocols.Tls13);
    }

    [Fact]
    public async Task The_operators_certificate_is_presented_and_those_for_other_names_to_who_asks_for_them()
    {
        var tls = new TlsOptions
        {
            Certificate = Write("usual", "api.example.com"),
            NamedCertificates = [Write("inner", "*.inner.example.com"), Write("given", "whatever") with { Names = ["given.example.com"] }],
        };
        await using var server = await TestServer.StartAsync(options => options with { Tls = tls });

        (await PresentedToAsync(server, "api.example.com")).Should().Be("CN=usual");
        (await PresentedToAsync(server, "")).Should().Be("CN=usual");
        (await PresentedToAsync(server, "a.INNER.example.com")).Should().Be("CN=inner");
        (await PresentedToAsync(server, "a.b.inner.example.com")).Should().Be("CN=usual");
        (await PresentedToAsync(server, "given.example.com")).Should().Be("CN=given");
    }

    [Fact]
    public async Task A_certificate_that_is_exchanged_is_presented_without_a_restart()
    {
        var files = Write("first", "api.example.com");
        await using var server = await TestServer.StartAsync(options => options with { Tls = new TlsOptions { Certificate = files } });
        (await PresentedToAsync(server, "api.example.com")).Should().Be("CN=first");

        Write("second", "api.example.com", files);

        while (await PresentedToAsync(server, "api.example.com") != "CN=second")
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task A_server_does_not_start_with_a_key_that_is_for_another_certificate()
    {
        var files = Write("one", "a") with { KeyFile = Write("two", "b").KeyFile };

        var start = () => TestServer.StartAsync(options => options with { Tls = new TlsOptions { Certificate = files } });

        (await start.Should().ThrowAsync<InvalidDataException>()).Which.Message.Should().Contain(files.CertificateFile);
    }

    private static async Task<string> PresentedToAsync(TestServer server, string name)
    {
        await using var connection = await RawConnection.OpenAsync(server, name);
        return connection.Presented.Subject;
    }

    private CertificateFiles Write(string subject, string name, CertificateFiles? over = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue.AddYears(-1));
        var files = over ?? new CertificateFiles(Path.Combine(_directory, $"{subject}.crt"), Path.Combine(_directory, $"{subject}.key"), []);
        File.WriteAllText(files.CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(files.KeyFile, key.ExportPkcs8PrivateKeyPem());
        return files;
    }
}
