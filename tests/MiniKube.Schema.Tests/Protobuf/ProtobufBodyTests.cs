using System.Text.Json.Nodes;
using CsCheck;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Protobuf;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.Tests.Protobuf;

public sealed class ProtobufBodyTests
{
    // Bodies as kubectl 1.32 sends them.
    private const string Ingress =
        "6b3873000a1f0a146e6574776f726b696e672e6b38732e696f2f76311207496e677265737312400a110a01691200"
        + "1a0022002a0032003800420012271a250a03666f6f121e0a1c0a1a0a042f626172120b22090a017312040a001050"
        + "1a0545786163741a020a001a002200";

    private const string Budget =
        "6b3873000a200a09706f6c6963792f76311213506f6444697372757074696f6e427564676574123a0a130a037064"
        + "6212001a0022002a0032003800420012170a09080110001a0335302512"
        + "0a0a080a03617070120164"
        + "1a0a08001800200028003000"
        + "1a002200";

    private const string Secret =
        "6b3873000a0c0a0276311206536563726574121d0a110a017312001a0022002a00320038004200"
        + "12060a01611201621a001a002200";

    private const string Quota =
        "6b3873000a130a027631120d5265736f7572636551756f746112270a110a017112001a0022002a00320038004200"
        + "12100a0e0a0363707512070a053135303" + "06d1a001a002200";

    [Theory]
    [InlineData(
        Ingress,
        """{"kind":"Ingress","apiVersion":"networking.k8s.io/v1","metadata":{"name":"i"},"spec":{"rules":[{"host":"foo","http":{"paths":[{"path":"/bar","backend":{"service":{"name":"s","port":{"number":80}}},"pathType":"Exact"}]}}]},"status":{"loadBalancer":{}}}""")]
    [InlineData(
        Secret,
        """{"kind":"Secret","apiVersion":"v1","metadata":{"name":"s"},"data":{"a":"Yg=="}}""")]
    [InlineData(
        Quota,
        """{"kind":"ResourceQuota","apiVersion":"v1","metadata":{"name":"q"},"spec":{"hard":{"cpu":"1500m"}},"status":{}}""")]
    public void What_kubectl_sends_reads_like_its_JSON(string hex, string json)
    {
        var read = ProtobufBody.ToJson(Convert.FromHexString(hex), ApiCatalog.BuiltIn);

        System.Text.Encoding.UTF8.GetString(read).Should().Be(json);
    }

    [Fact]
    public void A_percentage_stays_a_text_and_an_explicit_zero_a_zero()
    {
        var budget = JsonNode.Parse(ProtobufBody.ToJson(Convert.FromHexString(Budget), ApiCatalog.BuiltIn))!;

        budget["spec"]!["minAvailable"]!.GetValue<string>().Should().Be("50%");
        budget["spec"]!["selector"]!["matchLabels"]!["app"]!.GetValue<string>().Should().Be("d");
        budget["status"]!["currentHealthy"]!.GetValue<int>().Should().Be(0);
    }

    [Fact]
    public void Options_of_any_group_are_known()
    {
        byte[] body = [.. "k8s\0"u8, 0x0A, 0x18, 0x0A, 0x07, .. "apps/v1"u8, 0x12, 0x0D, .. "DeleteOptions"u8, 0x12, 0x02, 0x08, 0x05];

        var options = ProtobufBody.ToJson(body, ApiCatalog.BuiltIn);

        System.Text.Encoding.UTF8.GetString(options).Should().Be("""{"kind":"DeleteOptions","apiVersion":"apps/v1","gracePeriodSeconds":5}""");
    }

    [Fact]
    public void A_body_that_was_cut_or_changed_never_does_more_than_be_refused()
    {
        var whole = Convert.FromHexString(Ingress);
        var damage = Gen.Select(Gen.Int[0, whole.Length], Gen.Int[0, whole.Length - 1], Gen.Byte);

        damage.Sample((length, at, value) =>
        {
            var body = (byte[])whole.Clone();
            body[at] = value;
            try
            {
                JsonNode.Parse(ProtobufBody.ToJson(body.AsSpan(0, length), ApiCatalog.BuiltIn));
            }
            catch (DecodeException)
            {
                // Refused, with a reason for the client.
            }
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("7b7d")]
    [InlineData("6b387300")]
    [InlineData("6b3873000a0b0a0276311205576964676574")]
    public void What_is_no_object_is_refused(string hex)
    {
        var read = () => ProtobufBody.ToJson(Convert.FromHexString(hex), ApiCatalog.BuiltIn);

        read.Should().Throw<DecodeException>();
    }
}
