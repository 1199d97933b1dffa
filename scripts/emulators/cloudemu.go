// EC2 of cloudemu on loopback: its handler over its own compute and network services. Its command serves three clouds and needs
// several hundred modules; this needs none. Laid into a checkout of cloudemu and built there.
//
//	cloudemu ADDRESS:PORT
package main

import (
	"log"
	"net/http"
	"os"

	"github.com/stackshy/cloudemu/v2/config"
	"github.com/stackshy/cloudemu/v2/providers/aws/ec2"
	"github.com/stackshy/cloudemu/v2/providers/aws/vpc"
	"github.com/stackshy/cloudemu/v2/server"
	handler "github.com/stackshy/cloudemu/v2/server/aws/ec2"
)

func main() {
	options := config.NewOptions()
	log.Fatal(http.ListenAndServe(os.Args[1], server.New(handler.New(ec2.New(options), vpc.New(options)))))
}
