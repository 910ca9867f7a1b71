namespace MiniKube.ApiServer.Tests.Support;

/// <summary>How the aggregated server of the tests describes itself, in the forms that upstream's library writes.</summary>
internal static class ExtensionDocuments
{
    public const string V3Path = "/openapi/v3/apis/metrics.example.com/v1";

    public const string V2 = """
        {"swagger":"2.0","info":{"title":"gauges","version":"1"},
         "paths":{
          "/healthz":{"get":{"responses":{"200":{"description":"OK"}}}},
          "/apis/metrics.example.com/v1/namespaces/{namespace}/gauges":{
           "parameters":[{"$ref":"#/parameters/namespace-x"}],
           "get":{"operationId":"listGauges","produces":["application/json"],"x-kubernetes-action":"list",
            "x-kubernetes-group-version-kind":{"group":"metrics.example.com","kind":"Gauge","version":"v1"},
            "responses":{"200":{"description":"OK","schema":{"$ref":"#/definitions/com.example.metrics.v1.Gauge"}}}},
           "post":{"operationId":"createGauge","consumes":["application/json"],"x-kubernetes-action":"post",
            "x-kubernetes-group-version-kind":{"group":"metrics.example.com","kind":"Gauge","version":"v1"},
            "parameters":[{"name":"body","in":"body","required":true,"schema":{"$ref":"#/definitions/com.example.metrics.v1.Gauge"}}],
            "responses":{"201":{"description":"Created"}}}}},
         "parameters":{"namespace-x":{"name":"namespace","in":"path","required":true,"type":"string","description":"Of the gauge."},"unused":{"name":"u","in":"query","type":"string"}},
         "definitions":{
          "com.example.metrics.v1.Gauge":{"type":"object","description":"Gauge shows a level.","x-kubernetes-group-version-kind":[{"group":"metrics.example.com","kind":"Gauge","version":"v1"}],
           "properties":{"apiVersion":{"type":"string"},"kind":{"type":"string"},
            "metadata":{"$ref":"#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"},
            "level":{"type":"integer","description":"Level is what it shows."}}},
          "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta":{"type":"object","properties":{"name":{"type":"string"}}},
          "com.example.metrics.v1.Unused":{"type":"object"}}}
        """;

    public const string V3 = """
        {"openapi":"3.0.0","info":{"title":"gauges","version":"1"},
         "paths":{"/apis/metrics.example.com/v1/namespaces/{namespace}/gauges":{"get":{"operationId":"listGauges",
          "x-kubernetes-action":"list","x-kubernetes-group-version-kind":{"group":"metrics.example.com","kind":"Gauge","version":"v1"},"responses":{"200":{"description":"OK"}}}}},
         "components":{"schemas":{"com.example.metrics.v1.Gauge":{"type":"object","description":"Gauge shows a level.",
          "x-kubernetes-group-version-kind":[{"group":"metrics.example.com","kind":"Gauge","version":"v1"}],
          "properties":{"level":{"type":"integer","description":"Level is what it shows."}}}}}}
        """;

    /// <summary>The index names another group too, which is nobody's business here.</summary>
    public const string V3Index =
        "{\"paths\":{\"apis/metrics.example.com/v1\":{\"serverRelativeURL\":\"" + V3Path + "?hash=H%2B1\"},"
        + "\"apis/apps/v1\":{\"serverRelativeURL\":\"/openapi/v3/apis/apps/v1?hash=EVIL\"}}}";
}
