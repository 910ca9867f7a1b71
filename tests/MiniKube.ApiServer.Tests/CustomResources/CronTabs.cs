using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.CustomResources;

/// <summary>A custom resource that the tests define and use.</summary>
internal static class CronTabs
{
    public const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    public const string Definition = $"{Definitions}/crontabs.stable.example.com";
    public const string Objects = "/apis/stable.example.com/v1/namespaces/default/crontabs";

    public const string Schema = """
        {"type":"object","required":["spec"],"properties":{
          "spec":{"type":"object","required":["image"],"properties":{
            "image":{"type":"string","minLength":1},
            "replicas":{"type":"integer","minimum":0,"maximum":10,"default":1},
            "cronSpec":{"type":"string","pattern":"^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$"},
            "port":{"x-kubernetes-int-or-string":true},
            "mode":{"type":"string","enum":["fast","slow"]},
            "note":{"type":"string","nullable":true},
            "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
            "steps":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
              "items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"weight":{"type":"integer","maximum":5}}}},
            "labels":{"type":"object","additionalProperties":{"type":"string"}},
            "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
            "template":{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true}}},
          "status":{"type":"object","properties":{"replicas":{"type":"integer"},"selector":{"type":"string"},"phase":{"type":"string","default":"New"}}}}}
        """;

    /// <summary>The definition with one version, <c>v1</c>, and both subresources.</summary>
    public static JsonObject Make(string schema = Schema) => JsonNode.Parse($$$"""
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"crontabs.stable.example.com"},
         "spec":{"group":"stable.example.com","scope":"Namespaced",
          "names":{"plural":"crontabs","singular":"crontab","kind":"CronTab","shortNames":["ct"],"categories":["all"]},
          "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{{{schema}}}},
            "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas","labelSelectorPath":".status.selector"}},
            "selectableFields":[{"jsonPath":".spec.mode"}],
            "additionalPrinterColumns":[
              {"name":"Spec","type":"string","jsonPath":".spec.cronSpec"},
              {"name":"Replicas","type":"integer","jsonPath":".spec.replicas"},
              {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}]}]}}
        """)!.AsObject();

    public static JsonObject Version(JsonObject definition, int index = 0) => definition["spec"]!["versions"]![index]!.AsObject();

    extension(ApiCluster cluster)
    {
        /// <summary>Creates the definition; usable when this returns.</summary>
        public Task<JsonObject> DefineAsync(JsonObject? definition = null) => cluster.CreateAsync(Definitions, (definition ?? Make()).ToJsonString());

        public Task<ApiAnswer> PostCronTabAsync(string name, string spec = """{"image":"busybox"}""") =>
            cluster.PostAsync(Objects, Body(name, spec));

        public Task<JsonObject> CreateCronTabAsync(string name, string spec = """{"image":"busybox"}""") => cluster.CreateAsync(Objects, Body(name, spec));
    }

    public static string Body(string name, string spec) =>
        $$$"""{"apiVersion":"stable.example.com/v1","kind":"CronTab","metadata":{"name":"{{{name}}}"},"spec":{{{spec}}}}""";
}
