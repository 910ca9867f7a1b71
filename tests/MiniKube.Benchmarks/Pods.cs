namespace MiniKube.Benchmarks;

/// <summary>Bodies of pods as they are in real clusters: about 2 KB once stored.</summary>
internal static class Pods
{
    public const string Path = "/api/v1/namespaces/default/pods";

    public static string Body(int number) => $$$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"pod-{{{{number:D6}}}}","labels":{"app":"bench","shard":"s{{{{number % 10}}}}"},
        "annotations":{"example.test/note":"a pod among many, with a note of some length so that it is about as large as real ones"}},
        "spec":{"schedulerName":"nobody","containers":[{"name":"main","image":"registry.example.test/team/application:v1.2.3",
        "env":[{"name":"LEVEL","value":"info"},{"name":"POD_NAME","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],
        "ports":[{"containerPort":8080,"name":"http"}],"resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"256Mi"}},
        "readinessProbe":{"httpGet":{"path":"/ready","port":8080},"periodSeconds":5}},
        {"name":"side","image":"registry.example.test/team/sidecar:v4.5.6","args":["--listen=:9090","--upstream=localhost:8080"]}]}}
        """;
}
