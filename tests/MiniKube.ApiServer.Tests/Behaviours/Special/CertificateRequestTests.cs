using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class CertificateRequestTests
{
    private const string Requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

    [Fact]
    public async Task Who_asks_is_the_caller_in_all_four_fields_and_stays_so()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var user = UserInfo.Authenticated("jane", UserInfo.MastersGroup) with { Uid = "u-1", Extra = UserInfo.Anonymous.Extra.Add("scopes", ["a"]) };
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = new CertificateRequest("CN=jane", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();

        var created = await cluster.AsAsync(user, "POST", Requests, $$$"""
            {"metadata":{"name":"r"},"spec":{"request":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(pem))}}}","signerName":"example.com/signer","usages":["client auth"],
             "username":"root","uid":"0","groups":["system:masters"],"extra":{"scopes":["all"]} } }
            """);
        var changed = await cluster.MergeAsync($"{Requests}/r", """{"spec":{"username":"root","uid":"0","groups":["a"],"extra":null}}""");
        var status = await cluster.MergeAsync($"{Requests}/r/status", """{"metadata":{"annotations":{"k":"v"}},"spec":{"username":"root"}}""");
        var approval = await cluster.MergeAsync($"{Requests}/r/approval", """{"metadata":{"annotations":{"l":"w"}},"spec":{"username":"root"}}""");

        created.Code.Should().Be(201, created.Text);
        foreach (var answer in new[] { created, changed, status, approval })
        {
            var spec = answer.Json["spec"]!;
            spec["username"]!.GetValue<string>().Should().Be("jane");
            spec["uid"]!.GetValue<string>().Should().Be("u-1");
            spec["groups"]!.ToJsonString().Should().Be("""["system:masters","system:authenticated"]""");
            spec["extra"]!.ToJsonString().Should().Be("""{"scopes":["a"]}""");
        }

        approval.Metadata["annotations"]!.ToJsonString().Should().Be("""{"k":"v","l":"w"}""");
    }
}
