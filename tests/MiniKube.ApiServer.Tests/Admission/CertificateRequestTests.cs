using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Admission;

public sealed class CertificateRequestTests : IAsyncLifetime
{
    private const string Requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private const string Signer = "kubernetes.io/kube-apiserver-client";

    private static readonly UserInfo Ann = UserInfo.Authenticated("ann");

    private ApiCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ApiCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Nobody_asks_the_client_signer_to_make_a_master()
    {
        var master = await PostAsync("m", "CN=mallory, O=system:masters");
        var guest = await PostAsync("g", "CN=guest, O=devs");
        var broken = await _cluster.PostAsync(Requests, Body("b", Convert.ToBase64String("no PEM"u8)));

        master.Code.Should().Be(403);
        master.Message.Should().EndWith("use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed");
        guest.Code.Should().Be(201, guest.Text);
        broken.Code.Should().BeOneOf(403, 422);
    }

    [Fact]
    public async Task Approving_and_signing_need_the_right_to_the_signer()
    {
        await PostAsync("g", "CN=guest, O=devs");
        await _cluster.CreateClusterRoleAsync(
            "requests", """[{"apiGroups":["certificates.k8s.io"],"resources":["certificatesigningrequests/approval","certificatesigningrequests/status"],"verbs":["update"]}]""");
        await _cluster.BindAsync("ann", "requests");
        var approval = await ApprovalAsync();
        var refused = await _cluster.AsAsync(Ann, "PUT", $"{Requests}/g/approval", approval);
        var unsigned = await _cluster.AsAsync(Ann, "PUT", $"{Requests}/g/status", await StatusAsync());

        await _cluster.CreateClusterRoleAsync(
            "signer", """[{"apiGroups":["certificates.k8s.io"],"resources":["signers"],"resourceNames":["kubernetes.io/*"],"verbs":["approve"]}]""");
        await _cluster.BindAsync("ann", "signer");
        var approved = await _cluster.AsAsync(Ann, "PUT", $"{Requests}/g/approval", approval);

        refused.Message.Should().EndWith($"user not permitted to approve requests with signerName \"{Signer}\"");
        unsigned.Message.Should().EndWith($"user not permitted to sign requests with signerName \"{Signer}\"");
        approved.Code.Should().Be(200, approved.Text);
    }

    private static string Body(string name, string request) =>
        $$"""{"metadata":{"name":"{{name}}"},"spec":{"signerName":"{{Signer}}","usages":["client auth"],"request":"{{request}}"} }""";

    private async Task<ApiAnswer> PostAsync(string name, string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        return await _cluster.PostAsync(Requests, Body(name, Convert.ToBase64String(Encoding.UTF8.GetBytes(pem))));
    }

    private async Task<string> ApprovalAsync()
    {
        var current = (await _cluster.GetAsync($"{Requests}/g")).Json;
        current["status"] = JsonNode.Parse("""{"conditions":[{"type":"Approved","status":"True","reason":"Fine"}]}""");
        return current.ToJsonString();
    }

    private async Task<string> StatusAsync()
    {
        var current = (await _cluster.GetAsync($"{Requests}/g")).Json;
        current["status"] = JsonNode.Parse("""{"conditions":[{"type":"Failed","status":"True","reason":"No"}]}""");
        return current.ToJsonString();
    }
}
