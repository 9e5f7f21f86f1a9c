# shellcheck shell=sh
# three-level - a college and an office; third_level and leader are as shipped.

fill_policy() {
	fill 'step manager' deadline 8h
	fill 'step unit-head' deadline 8h
	fill 'step propaganda' deadline 8h
	fill 'step leader' deadline 24h
}

hire() {
	leave manager3 head3 propaganda propaganda2 leader
	unit xingong 信息工程学院 institution college
	unit jiaowu 教务处 institution dept
	person zhouyu 周宇 institution manager@institution
	person zhengyan 郑岩 institution unit-head@institution
	person heping 何平 institution propaganda@institution
	person shiyun 石云 institution propaganda@institution
	person luojing 罗静 institution leader@institution
	person liming 李明 xingong collector@xingong
	person wangfang 王芳 xingong manager@xingong
	person zhaoqiang 赵强 xingong unit-head@xingong
	person sunli 孙丽 jiaowu collector@jiaowu
	person qianjun 钱军 jiaowu manager@jiaowu
	person wujie 吴洁 jiaowu unit-head@jiaowu
}
