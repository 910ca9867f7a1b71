using MiniKube.Controllers.Tests.Common;
using k8s.Models;

namespace MiniKube.Controllers.Tests.ServiceAccounts;

public sealed class ServiceAccountControllerTests : IAsyncDisposable
{
    private readonly ControllerCluster _cluster = new();

    public ServiceAccountControllerTests() => _cluster.Api.Put(new V1Namespace { Metadata = new V1ObjectMeta { Name = "ns" } });

    private V1ConfigMap? Root => _cluster.Api.Find<V1ConfigMap>("ns", "kube-root-ca.crt");

    private V1ServiceAccount? Account => _cluster.Api.Find<V1ServiceAccount>("ns", "default");

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Every_namespace_gets_its_account_and_the_root_certificate_and_gets_them_again()
    {
        _cluster.Start();
        await _cluster.UntilAsync(() => Account is not null && Root is not null);

        _cluster.Api.Remove<V1ServiceAccount>("ns", "default");
        _cluster.Api.Remove<V1ConfigMap>("ns", "kube-root-ca.crt");

        await _cluster.UntilAsync(() => Account is not null && Root is not null);
        Root!.Data.Should().Contain("ca.crt", "PEM");
    }

    [Fact]
    public async Task A_root_certificate_that_was_changed_is_put_right()
    {
        _cluster.Start();
        await _cluster.UntilAsync(() => Root is not null);

        var forged = Root!;
        forged.Data["ca.crt"] = "forged";
        _cluster.Api.Put(forged);

        await _cluster.UntilAsync(() => Root!.Data["ca.crt"] == "PEM");
    }
}
