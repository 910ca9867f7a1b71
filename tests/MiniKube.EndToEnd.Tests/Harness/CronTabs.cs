namespace MiniKube.EndToEnd.Tests.Harness;

/// <summary>A custom resource as users write it.</summary>
internal static class CronTabs
{
    /// <param name="group">Each test has its own.</param>
    public static string Definition(string group) => $$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: crontabs.{{group}}
        spec:
          group: {{group}}
          scope: Namespaced
          names: {plural: crontabs, singular: crontab, kind: CronTab, shortNames: [ct], categories: [tabs]}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                description: A job that runs at times.
                properties:
                  spec:
                    type: object
                    description: What is wanted.
                    required: [image]
                    properties:
                      image: {type: string, description: The image to run.}
                      replicas: {type: integer, default: 1, minimum: 0}
                      cronSpec: {type: string}
                  status:
                    type: object
                    properties:
                      replicas: {type: integer}
            subresources:
              status: {}
              scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
            selectableFields:
            - jsonPath: .spec.image
            additionalPrinterColumns:
            - {name: Spec, type: string, jsonPath: .spec.cronSpec}
            - {name: Replicas, type: integer, jsonPath: .spec.replicas}
            - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
        """;

    public static string Object(string group, string name, string image = "busybox") => $$"""
        apiVersion: {{group}}/v1
        kind: CronTab
        metadata:
          name: {{name}}
        spec:
          image: {{image}}
          cronSpec: "* * * * */5"
        """;
}
