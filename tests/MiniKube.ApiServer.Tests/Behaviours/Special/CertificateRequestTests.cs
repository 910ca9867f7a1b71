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

    [Fact]
    public async Task Approval_sets_conditions_of_any_type_and_the_status_leaves_decisions_as_they_were_made()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await CreateAsync(cluster);

        var other = await cluster.MergeAsync($"{Requests}/r/approval", Conditions("""{"type":"Checked","status":"True","reason":"a"}"""));
        var approved = await cluster.MergeAsync($"{Requests}/r/approval", Conditions("""{"type":"Checked","status":"True"},{"type":"Approved","status":"True","reason":"b"}"""));
        var signed = await cluster.MergeAsync($"{Requests}/r/status", Conditions("""{"type":"Approved","status":"True","reason":"changed"},{"type":"Signed","status":"True"}"""));

        Types(other).Should().Equal("Checked");
        Types(approved).Should().Equal("Checked", "Approved");
        Types(signed).Should().Equal("Approved", "Signed");
        signed.Json["status"]!["conditions"]![0]!["reason"]!.GetValue<string>().Should().Be("b");
    }

    [Fact]
    public async Task Decisions_are_not_taken_back_nor_made_with_the_status_and_a_certificate_stays()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await CreateAsync(cluster);

        var early = await cluster.MergeAsync($"{Requests}/r/status", Conditions("""{"type":"Approved","status":"True"}"""));
        await cluster.MergeAsync($"{Requests}/r/approval", Conditions("""{"type":"Approved","status":"True"}"""));
        var removed = await cluster.MergeAsync($"{Requests}/r/approval", Conditions(""));
        var issued = await cluster.MergeAsync($"{Requests}/r/status", """{"status":{"certificate":"eA=="}}""");
        var again = await cluster.MergeAsync($"{Requests}/r/status", """{"status":{"certificate":"eQ=="}}""");

        early.Message.Should().EndWith("status.conditions: Forbidden: updates may not add a condition of type \"Approved\"");
        removed.Message.Should().EndWith("status.conditions: Forbidden: updates may not remove a condition of type \"Approved\"");
        issued.Code.Should().Be(200, issued.Text);
        again.Message.Should().EndWith("status.certificate: Forbidden: updates may not modify existing certificate content");
    }

    private static async Task CreateAsync(ApiCluster cluster) => await cluster.CreateAsync(
        Requests,
        $$$"""{"metadata":{"name":"r"},"spec":{"request":"{{{SampleObjects.CertificateRequest()}}}","signerName":"example.com/signer","usages":["client auth"]}}""");

    private static string Conditions(string conditions) => $$$"""{"status":{"conditions":[{{{conditions}}}]}}""";

    private static IEnumerable<string> Types(ApiAnswer answer)
    {
        answer.Code.Should().Be(200, answer.Text);
        return answer.Json["status"]!["conditions"]!.AsArray().Select(condition => condition!["type"]!.GetValue<string>());
    }
}
