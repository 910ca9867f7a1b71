using MiniKube.Client.Kubeconfigs;

namespace MiniKube.Client.Tests.Kubeconfigs;

public sealed class KubeconfigTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kubeconfig").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Target => Path.Combine(_directory, "sub", "config");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task What_is_written_is_read_back_and_only_its_owner_may_read_it()
    {
        var config = new Kubeconfig
        {
            Server = new Uri("https://127.0.0.1:6443"),
            Name = "it's mine",
            CertificateAuthorityPem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            ClientCertificatePem = "cert",
            ClientKeyPem = "key",
            Token = "t: o # ken",
        };

        await KubeconfigWriter.WriteAsync(Target, config, Token);
        await KubeconfigWriter.WriteAsync(Target, config, Token);

        (await KubeconfigReader.ReadAsync(Target, Token)).Should().Be(config);
        new FileInfo(Target).UnixFileMode.Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData("- a list", "it is not a mapping")]
    [InlineData("kind: Config", "it has no current-context")]
    [InlineData("current-context: x", "its context 'x' is missing")]
    [InlineData("a: [", "While parsing")]
    public async Task A_broken_file_is_refused_with_the_reason(string text, string reason)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        await File.WriteAllTextAsync(Target, text, Token);

        var read = () => KubeconfigReader.ReadAsync(Target, Token);

        (await read.Should().ThrowAsync<InvalidDataException>()).WithMessage($"The kubeconfig {Target} cannot be used: {reason}*");
    }
}
