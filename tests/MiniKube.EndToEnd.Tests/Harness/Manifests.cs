namespace MiniKube.EndToEnd.Tests.Harness;

/// <summary>The objects that several tests apply.</summary>
internal static class Manifests
{
    public static string Web(string name, int replicas = 1, string greeting = "hello") => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{name}}
          labels:
            app: {{name}}
        spec:
          replicas: {{replicas}}
          selector:
            matchLabels:
              app: {{name}}
          template:
            metadata:
              labels:
                app: {{name}}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: web
                image: {{ContainerdCluster.WebImage}}
                ports:
                - containerPort: 80
                env:
                - name: GREETING
                  value: {{greeting}}
                - name: POD_NAME
                  valueFrom:
                    fieldRef:
                      fieldPath: metadata.name
        """;

    /// <summary>Ready when it answers, which is a moment after it runs. For nodes that run real containers.</summary>
    public static string ProbedWeb(string name, int replicas = 1, string greeting = "hello") => $$"""
        {{Web(name, replicas, greeting)}}
                readinessProbe:
                  periodSeconds: 1
                  httpGet:
                    path: /
                    port: 80
        """;

    public static string ConfigMap(string name, string value) => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: {{name}}
        data:
          key: {{value}}
        """;

    /// <summary>A pod that runs a shell line and is done.</summary>
    public static string ShellPod(string name, string line, string restartPolicy = "Never") => $$"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {{name}}
        spec:
          restartPolicy: {{restartPolicy}}
          terminationGracePeriodSeconds: 1
          containers:
          - name: main
            image: {{ContainerdCluster.WebImage}}
            command: ["sh", "-c", "{{line}}"]
        """;
}
