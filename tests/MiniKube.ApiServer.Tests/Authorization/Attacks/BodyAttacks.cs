using System.IO.Compression;
using System.Text;
using MiniKube.ApiServer.Tests.CustomResources;

namespace MiniKube.ApiServer.Tests.Authorization.Attacks;

/// <summary>Bodies that want to take the server's memory or time, or to be stored under a name that leads elsewhere, and the code of each refusal.</summary>
public static class BodyAttacks
{
    private const string ConfigMaps = "/api/v1/namespaces/writable/configmaps";
    private const string Yaml = "application/yaml";

    private static readonly Dictionary<string, Func<(Attack Attack, int Code)>> All = new()
    {
        ["JSON that is too large"] = () => (Attack.Post(ConfigMaps, $$"""{"metadata":{"name":"a"},"data":{"a":"{{new string('x', 3 * 1024 * 1024)}}"} }"""), 413),
        ["JSON that is too deep"] = () => (Attack.Post(ConfigMaps, $$"""{"metadata":{"name":"a"},"data":{{Repeat("{\"a\":", 200_000)}}1{{Repeat("}", 200_000)}} }"""), 400),
        ["JSON lists that are too deep"] = () => (Attack.Post(ConfigMaps, $$"""{"metadata":{"name":"a"},"data":{{Repeat("[", 200_000)}}{{Repeat("]", 200_000)}} }"""), 400),
        ["YAML that is too deep"] = () => (Attack.Post(ConfigMaps, $"metadata: {{name: a}}\ndata:\n  {Repeat("[", 20_000)}1{Repeat("]", 20_000)}\n", Yaml), 400),
        ["YAML aliases that multiply"] = () => (Attack.Post(ConfigMaps, Aliases(), Yaml), 400),
        ["gzip that unpacks to 200 MiB"] = () => (new Attack(ConfigMaps, "POST") { Body = Packed(), ContentEncoding = "gzip" }, 400),
        ["JSON patch copies that double"] = () => (new Attack($"{ConfigMaps}/there", "PATCH") { Body = Encoding.UTF8.GetBytes(Copies()), ContentType = "application/json-patch+json" }, 413),
        ["a name that leads up"] = () => (Attack.Post(ConfigMaps, """{"metadata":{"name":".."}}"""), 422),
        ["a name that leads into a file"] = () => (Attack.Post(ConfigMaps, """{"metadata":{"name":"../../../../etc/passwd"}}"""), 422),
        ["a name with an encoded slash"] = () => (Attack.Post(ConfigMaps, """{"metadata":{"name":"a%2fb"}}"""), 422),
        ["a name with a zero byte"] = () => (Attack.Post(ConfigMaps, """{"metadata":{"name":"a\u0000b"}}"""), 422),
        ["a subPath that leads up"] = () => (Attack.Post(
            "/api/v1/namespaces/writable/pods",
            """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","volumeMounts":[{"name":"v","mountPath":"/v","subPath":"../../etc"}]}],"volumes":[{"name":"v","emptyDir":{}}]}}"""), 422),
        ["a rule that costs too much"] = () => (Definition("self.names.all(a, self.names.all(b, self.names.all(c, a != b || b != c)))"), 422),
        ["an expression that grows"] = () => (Definition($"self.names[0].matches('{Repeat("(", 8)}a{Repeat("{1000})", 8)}')"), 422),
        ["an expression that does not end"] = () => (Definition(Repeat("(", 100_000)), 422),
        ["a pattern that grows"] = () => (Attack.Post(CronTabs.Definitions, CronTabs.Make(Schema($$""","pattern":"{{Repeat("(", 8)}}a{{Repeat("{1000})", 8)}}" """, "")).ToJsonString()), 422),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    internal static (Attack Attack, int Code) Of(string name) => All[name]();

    private static Attack Definition(string rule) =>
        Attack.Post(CronTabs.Definitions, CronTabs.Make(Schema("", $$""","x-kubernetes-validations":[{"rule":"{{rule}}"}]""")).ToJsonString());

    private static string Schema(string ofName, string ofSpec) =>
        $$$"""{"type":"object","properties":{"spec":{"type":"object","properties":{"names":{"type":"array","items":{"type":"string"{{{ofName}}}} } }{{{ofSpec}}} } } }""";

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();

    private static string Aliases()
    {
        var bomb = new StringBuilder("metadata: {name: a}\na0: &a0 [lol]\n");
        for (var i = 0; i < 40; i++)
        {
            bomb.Append($"a{i + 1}: &a{i + 1} [*a{i},*a{i},*a{i},*a{i},*a{i},*a{i},*a{i},*a{i}]\n");
        }

        return bomb.ToString();
    }

    private static string Copies() =>
        $$"""[{"op":"add","path":"/data","value":{"a":"0123456789"} },{{string.Join(',', Enumerable.Range(0, 60).Select(i => $"{{\"op\":\"copy\",\"from\":\"/data\",\"path\":\"/data/c{i}\"}}"))}}]""";

    private static byte[] Packed()
    {
        using var packed = new MemoryStream();
        using (var packing = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 200; i++)
            {
                packing.Write(zeros);
            }
        }

        return packed.ToArray();
    }
}
