using System.Net.NetworkInformation;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Api.Determinism;
using MiniKube.RealParts;
using MiniKube.Store;

namespace MiniKube.ApiServer.Tests.Http;

public sealed class StartTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("mkt").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Certificates_are_made_while_the_store_opens()
    {
        var opening = new TaskCompletionSource<IStore>();

        var starting = StartAsync(opening.Task);
        var made = Directory.EnumerateFiles(Path.Combine(_directory, "pki")).Select(Path.GetFileName).ToList();
        await using var store = await EmbeddedStore.OpenAsync(new StoreOptions(), NullLoggerFactory.Instance, TimeProvider.System, Token);
        opening.SetResult(store);
        await using var host = await starting;

        made.Should().Contain(["ca.crt", "sa.key", "apiserver.crt"]);
    }

    [Fact]
    public async Task Nothing_listens_before_the_store_is_open()
    {
        var port = FreePorts.Next();
        var opening = new TaskCompletionSource<IStore>();

        var starting = StartAsync(opening.Task, port);
        var before = IsListening(port);
        await using var store = await EmbeddedStore.OpenAsync(new StoreOptions(), NullLoggerFactory.Instance, TimeProvider.System, Token);
        opening.SetResult(store);
        await using var host = await starting;

        before.Should().BeFalse();
        IsListening(port).Should().BeTrue();
    }

    [Fact]
    public async Task A_server_whose_store_does_not_open_says_why_and_is_gone()
    {
        var port = FreePorts.Next();
        var opening = new TaskCompletionSource<IStore>();

        var starting = StartAsync(opening.Task, port);
        opening.SetException(new StoreUnavailableException("another process has the directory"));

        await starting.Awaiting(each => each).Should().ThrowAsync<StoreUnavailableException>().WithMessage("another process has the directory");
        IsListening(port).Should().BeFalse();
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static bool IsListening(int port) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(each => each.Port == port);

    private Task<ApiServerHost> StartAsync(Task<IStore> opening, int port = 0)
    {
        var random = new SeededRandomSource(1);
        var services = new ApiServerServices(TimeProvider.System, random, new RandomUidSource(random), NullLoggerFactory.Instance);
        return ApiServerHost.StartAsync(new ApiServerOptions { Port = port, DataDirectory = _directory }, opening, services, Token);
    }
}
