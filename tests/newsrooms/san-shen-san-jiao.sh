# shellcheck shell=sh
# san-shen-san-jiao - two offices and the house itself, with two chiefs.

fill_policy() {
	fill 'step first' deadline 8h
	fill 'step second' deadline 8h
	fill 'step third' deadline 8h
}

hire() {
	leave head3
	unit xuanchuan 宣传部 institution dept
	unit jiaowu 教务处 institution dept
	person zhouyu 周宇 institution editor@institution
	person zhengyan 郑岩 institution unit-head@institution
	person luojing 罗静 institution chief@institution
	person gaofeng 高峰 institution chief@institution
	person heping 何平 xuanchuan unit-head@xuanchuan
	person linna 林娜 xuanchuan editor@xuanchuan
	person sunli 孙丽 xuanchuan collector@xuanchuan
	person liming 李明 jiaowu collector@jiaowu
	person wangfang 王芳 jiaowu editor@jiaowu
	person zhaoqiang 赵强 jiaowu unit-head@jiaowu
}
